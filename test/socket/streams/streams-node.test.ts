import { createWorld } from '../gateway-harness.ts';
import { streamsSuite } from './streams-suite.ts';

streamsSuite('node', async () => {
  const world = createWorld();
  return { world, node: await world.node() };
});
