import { beforeAll } from 'vitest';
import { createWorld, type TestNode } from '../gateway-harness.ts';
import { streamsSuite } from './streams-suite.ts';

const world = createWorld();
let node: TestNode;

// All tests share one node, because a process can have only one uWebSockets.js server [E3].
beforeAll(async () => {
  node = await world.node({ engine: 'uws' });
});

streamsSuite('uws', async () => ({ world, node }));
