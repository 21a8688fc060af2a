const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Return the longest processor time, in milliseconds, for which work blocks the event loop. The time of other processes
 * does not count. Of five runs the best counts, because a run may also compile code and collect garbage.
 */
export async function longestHold(work: (run: number) => unknown): Promise<number> {
  const holds = [];
  for (let run = 0; run < 5; run += 1) holds.push(await hold(() => work(run)));
  return Math.min(...holds);
}

async function hold(work: () => unknown): Promise<number> {
  let [held, before, isOver] = [0, cpuMs(), false];
  const look = () => {
    held = Math.max(held, cpuMs() - before);
    before = cpuMs();
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  look();
  return held;
}
