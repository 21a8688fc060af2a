import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../client-sdk/src/index.ts';
import type { KeyValue, Outcome } from '../../../client-sdk/src/index.ts';
import { openQueue } from '../../../client-sdk/src/queue.ts';
import { onCleanup } from '../../support/cleanup.ts';

const SOON = { timeout: 15_000 };
const lock = `https://${crypto.randomUUID()}.example`;
const reading = { activityType: 'reading' as const, data: { minutes: 5 } };
const bad = { activityType: 'reading' as const, data: { minutes: -1 } };

/** A tab, whose server applies all readings of some minutes. */
function tab(store: KeyValue, { user = 'ada', online = false } = {}) {
  const queue = openQueue({
    store,
    lock,
    user: async () => user,
    isConnected: () => online,
    now: () => new Date(),
    send: async (_user, operations) =>
      operations.map(({ opId, input }) => {
        if ((input as typeof reading).data.minutes > 0)
          return { opId, state: 'applied', data: { id: input.id as string } };
        const error = { code: 'validation_failed', message: 'minutes', retryable: false, requestId: opId };
        return { opId, state: 'rejected', error };
      }),
  });
  onCleanup(() => queue.close());
  const told: Outcome[] = [];
  queue.on((outcome) => told.push(outcome));
  return { queue, told };
}

describe('tabs that share a store [M4]', () => {
  it('what one queued and another sent is told, and settles, in both', async () => {
    const store = memoryStore();
    const [one, two] = [tab(store), tab(store, { online: true })];
    const applied = await one.queue.enqueue('progress.log', reading);
    const rejected = await one.queue.enqueue('progress.log', bad);
    await two.queue.flush();
    expect(await applied.done).toMatchObject({ opId: applied.opId, state: 'applied', data: { id: applied.input.id } });
    expect(await rejected.done).toMatchObject({ state: 'rejected', error: { code: 'validation_failed' } });
    const outcomes = [
      [applied.opId, 'applied'],
      [rejected.opId, 'rejected'],
    ];
    const settled = (told: Outcome[]) =>
      told.filter(({ state }) => state !== 'pending').map(({ opId, state }) => [opId, state]);
    await expect.poll(() => settled(one.told), SOON).toEqual(outcomes);
    expect(settled(two.told)).toEqual(outcomes);
  });

  it('nothing is told to a tab of another user, nor to one with a store of its own', async () => {
    const store = memoryStore();
    const [eve, own] = [tab(store, { user: 'eve' }), tab(memoryStore())];
    const [one, two] = [tab(store), tab(store, { online: true })];
    const { done } = await one.queue.enqueue('progress.log', reading);
    await two.queue.flush();
    await done;
    expect([...eve.told, ...own.told]).toEqual([]);
  });
});
