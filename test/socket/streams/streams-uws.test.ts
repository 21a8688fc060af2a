import { beforeAll } from 'vitest';
import { createWorld, type TestNode } from '../gateway-harness.ts';
import { streamsSuite } from './streams-suite.ts';

const world = createWorld();
let node: TestNode;

// One uWebSockets.js server per process [E3].
beforeAll(async () => {
  node = await world.node({ engine: 'uws' });
});

streamsSuite('uws', async () => ({ world, node }));
