const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Return the longest time for which `work` blocks the event loop, in milliseconds of processor time, so that other
 * processes do not count. The best of five runs is used, because a run may also compile code or collect garbage.
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
