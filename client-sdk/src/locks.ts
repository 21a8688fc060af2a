const chains = new Map<string, Promise<unknown>>();

/**
 * Run only one piece of work of the same name at a time: across all tabs if the browser has Web Locks, else within this
 * process.
 */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks) return locks.request(name, work) as Promise<T>;
  const before = chains.get(name) ?? Promise.resolve();
  const run = before.then(work, work);
  chains.set(name, run);
  return run;
}
