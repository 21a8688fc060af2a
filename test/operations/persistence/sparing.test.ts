import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import { createGate } from '../../../persistence/database/guard.ts';
import { sparingly } from '../../../persistence/database/sparing.ts';
import { sparingLeases } from '../../../persistence/tutor/leases/sparing-leases.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { testDatabase } from '../../support/database.ts';
import { append, newOp, testTransactions, userStream } from './commands.ts';

function clock(): void {
  vi.useFakeTimers({ toFake: ['performance'] });
  onCleanup(() => vi.useRealTimers());
}

it('an answered query runs again after a write, and at least twice a minute', async () => {
  clock();
  const gate = createGate({ single: true });
  const ask = vi.fn<() => Promise<string>>(async () => 'asked');
  const sparing = sparingly(gate, ask, () => 'nothing');
  vi.advanceTimersByTime(1);
  expect([await sparing(), await sparing()]).toEqual(['asked', 'nothing']);
  vi.advanceTimersByTime(1_000);
  gate.wrote();
  vi.advanceTimersByTime(1_000);
  expect([await sparing(), await sparing()]).toEqual(['asked', 'nothing']);
  vi.advanceTimersByTime(30_000);
  expect([await sparing(), await sparing()]).toEqual(['asked', 'nothing']);
});

it('a query runs again if a write happened while it ran, or if it failed', async () => {
  clock();
  const gate = createGate({ single: true });
  const ask = vi.fn<() => Promise<string>>(async () => {
    vi.advanceTimersByTime(1);
    gate.wrote();
    return 'asked';
  });
  const sparing = sparingly(gate, ask, () => 'nothing');
  ask.mockRejectedValueOnce(new Error('away'));
  vi.advanceTimersByTime(1);
  await expect(sparing()).rejects.toThrow('away');
  expect([await sparing(), await sparing()]).toEqual(['asked', 'asked']);
});

it('a commit counts as a write', async () => {
  const database = await testDatabase('pglite');
  const { transactions } = testTransactions(database);
  const stream = userStream();
  const before = database.gate.wroteAt();
  const command = { userId: randomUUID(), streams: [stream], op: newOp() };
  await transactions.run(command, async (tx) => append(tx, stream, {}));
  expect(database.gate.wroteAt()).toBeGreaterThan(before);
});

it('[T1] a node looks for replies without an owner until all leases of its last write may have expired', async () => {
  clock();
  const gate = createGate({ single: true });
  const none = async () => [];
  const claim = vi.fn<() => Promise<ReplyRow[]>>(async () => []);
  const leases = { claim, exhausted: none, renew: none, release: async () => {} };
  const sparing = sparingLeases(gate, leases);
  const looks = async () => {
    claim.mockClear();
    for (let second = 0; second < 10; second += 1) {
      vi.advanceTimersByTime(1_000);
      await sparing.claim('node', 1, { except: [] });
    }
    return claim.mock.calls.length;
  };
  expect(await looks()).toBeLessThan(6);
  expect(await looks()).toBe(0);
  await sparing.release('node', [randomUUID()]);
  expect(await looks()).toBeGreaterThanOrEqual(4);
  // A claimed reply has a lease, too. The node goes on looking for replies until this lease may have expired.
  vi.advanceTimersByTime(30_000);
  claim.mockResolvedValueOnce([{ id: randomUUID() } as ReplyRow]);
  await sparing.claim('node', 1, { except: [] });
  expect(await looks()).toBeGreaterThanOrEqual(3);
});
