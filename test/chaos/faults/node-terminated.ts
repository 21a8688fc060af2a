import { nodeFault } from './fault.ts';

/** A node gets SIGTERM, finishes or hands over its work [C9], exits, and is started again. */
export const nodeTerminated = nodeFault('node terminated', 8_000, (node) => async () => {
  const code = await node.terminate();
  if (code !== 0) throw new Error(`node${node.index} ended with ${code} after SIGTERM:\n${node.output()}`);
  await node.start();
});
