import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { openDevice, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let device: Device;
beforeAll(async () => {
  ({ url } = await sharedNode());
});

/** Each sequence of steps has a learner of its own, so that a failed one leaves nothing behind for the next. */
async function asNewLearner(): Promise<void> {
  device = await openDevice(url, (await signUp(url)).accessToken);
}

const store = (storedKey: string): Promise<Memory> =>
  device.call('memory.store', { memoryType: 'fact', key: storedKey, value: 'v' });

const key = fc.constantFrom('knee', 'goal');
const pick = fc.nat(50);
const step = fc.oneof(
  fc.record({ do: fc.constant('store' as const), key }),
  fc.record({ do: fc.constant('rename' as const), key, pick }),
  fc.record({ do: fc.constant('delete' as const), pick }),
);

async function all(): Promise<Memory[]> {
  return (await device.call('memory.list', { superseded: 'include', limit: 100 })).data;
}

it('[ME1] whatever is stored, renamed and deleted, one memory of a key is current, and each older one leads to a newer one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
      await asNewLearner();
      for (const one of steps) {
        const known = await all();
        const chosen = 'pick' in one ? known[one.pick % known.length] : undefined;
        if (one.do === 'store') await store(one.key);
        else if (chosen && one.do === 'rename')
          await device.call('memory.update', { memoryId: chosen.id, key: one.key });
        else if (chosen) await device.call('memory.delete', { memoryId: chosen.id });
      }
      const memories = await all();
      const live = memories.filter(({ supersededBy }) => supersededBy === undefined);
      expect(new Set(live.map((memory) => memory.key)).size).toBe(live.length);
      const ids = new Set(memories.map(({ id }) => id));
      const lost = memories.filter(({ supersededBy }) => supersededBy !== undefined && !ids.has(supersededBy));
      expect(lost).toEqual([]);
      device.close();
    }),
    { numRuns: 12 },
  );
}, 60_000);

it('[ME1] a superseded memory that gets another key is the oldest of that key, and current if it is the only one', async () => {
  await asNewLearner();
  const old = await store('knee');
  const newer = await store('knee');
  const goals = [await store('goal'), await store('goal')];
  const rename = (key: string) => device.call('memory.update', { memoryId: old.id, key });
  expect(await rename('goal')).toMatchObject({ key: 'goal', supersededBy: goals[0]?.id });
  await device.call('memory.delete', { memoryId: newer.id });
  await device.call('memory.delete', { memoryId: goals[1]?.id ?? '' });
  const shown = (await all()).map(({ id, supersededBy }) => [id, supersededBy]);
  expect(shown.sort()).toEqual([
    [old.id, goals[0]?.id],
    [goals[0]?.id, undefined],
  ]);
  expect((await rename('shoulder')).supersededBy).toBeUndefined();
});
