const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * The most processor time, in milliseconds, that work takes between two turns of the event loop; other processes don't
 * count. The best of five: this one also compiles what runs for the first time, and collects its rubbish.
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
