import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { openDevice, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let device: Device;
beforeAll(async () => {
  const { url } = await sharedNode();
  device = await openDevice(url, (await signUp(url)).accessToken);
});

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
      for (const one of steps) {
        const known = await all();
        const chosen = 'pick' in one ? known[one.pick % known.length] : undefined;
        if (one.do === 'store') await device.call('memory.store', { memoryType: 'fact', key: one.key, value: 'v' });
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
      for (const { id } of memories) await device.call('memory.delete', { memoryId: id });
    }),
    { numRuns: 12 },
  );
}, 60_000);
