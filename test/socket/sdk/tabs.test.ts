import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../client-sdk/src/index.ts';
import type { KeyValue, Outcome } from '../../../client-sdk/src/index.ts';
import { openQueue } from '../../../client-sdk/src/offline/queue.ts';
import { handlerRunner } from '../../../client-sdk/src/run-handlers.ts';
import { onCleanup } from '../../support/cleanup.ts';

const SOON = { timeout: 15_000 };
const lock = `https://${crypto.randomUUID()}.example`;
const reading = { activityType: 'reading' as const, data: { minutes: 5 } };
const bad = { activityType: 'reading' as const, data: { minutes: -1 } };

/**
 * Open the queue of a browser tab. Its fake server applies readings with more than 0 minutes and rejects all others.
 */
function tab(store: KeyValue, { user = 'ada', online = false } = {}) {
  const reported: unknown[] = [];
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
    runHandlers: handlerRunner((error) => reported.push(error)),
  });
  onCleanup(() => queue.close());
  const told: Outcome[] = [];
  queue.on((outcome) => told.push(outcome));
  return { queue, told, reported };
}

describe('tabs that share a store [M4]', () => {
  it('both get and settle the outcome of an operation that one queued and the other sent', async () => {
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

  it('send nothing to a tab of another user, nor to a tab with a separate store', async () => {
    const store = memoryStore();
    const [eve, own] = [tab(store, { user: 'eve' }), tab(memoryStore())];
    const [one, two] = [tab(store), tab(store, { online: true })];
    const { done } = await one.queue.enqueue('progress.log', reading);
    await two.queue.flush();
    await done;
    expect([...eve.told, ...own.told]).toEqual([]);
  });

  it('report a failing handler in its tab, and queue, send and report everything all the same', async () => {
    const store = memoryStore();
    const [one, two] = [tab(store), tab(store, { online: true })];
    const failures = [new Error('at once'), new Error('later')];
    for (const { queue } of [one, two]) {
      queue.on(() => {
        throw failures[0];
      });
      queue.on(() => Promise.reject(failures[1]));
    }
    const after: Outcome['state'][] = [];
    one.queue.on(({ state }) => after.push(state));
    const queued = [await one.queue.enqueue('progress.log', reading), await one.queue.enqueue('progress.log', reading)];
    await two.queue.flush();
    expect(await two.queue.list()).toEqual([]);
    for (const { done } of queued) expect(await done).toMatchObject({ state: 'applied' });
    await expect.poll(() => after, SOON).toEqual(['pending', 'pending', 'applied', 'applied']);
    await expect.poll(() => [one.reported.length, two.reported.length], SOON).toEqual([8, 4]);
    expect(new Set([...one.reported, ...two.reported])).toEqual(new Set(failures));
  });
});
