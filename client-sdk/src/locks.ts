const chains = new Map<string, Promise<unknown>>();

/** Run one piece of work of a name at a time: across all tabs where there are Web Locks, else within this process. */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks) return locks.request(name, work) as Promise<T>;
  const before = chains.get(name) ?? Promise.resolve();
  const run = before.then(work, work);
  chains.set(name, run);
  return run;
}
