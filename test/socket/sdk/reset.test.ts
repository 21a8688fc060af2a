import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../client-sdk/src/index.ts';
import type { KeyValue } from '../../../client-sdk/src/index.ts';
import { openStreams } from '../../../client-sdk/src/live/streams.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import { onCleanup } from '../../support/cleanup.ts';

const SOON = { timeout: 15_000 };
const USER = 'user:1';
const COURSE = 'course:1';

const envelope = (s: string, q: number) => ({ s, q, i: `${s}.${q}`, t: 'x', at: '', d: q }) as unknown as Envelope;
const log = (s: string) => Array.from({ length: 9 }, (_, n) => envelope(s, n + 1));

/** Make a device whose cursor belongs to an epoch that has ended. Its handler fails at the first `failures` resets. */
async function device(failures: number, writes: Partial<KeyValue> = {}) {
  const kept = memoryStore();
  await kept.set(`cursor:${USER}`, { epoch: 'old', seq: 100 });
  await kept.set(`cursor:${COURSE}`, { epoch: 'new', seq: 0 });
  const told: string[] = [];
  const streams = openStreams({
    store: { ...kept, ...writes },
    deliver: async ({ i }) => void told.push(i),
    async reset(stream, reason) {
      told.push(`${stream} ${reason}`);
      if (failures-- > 0) throw new Error('the state could not be loaded');
    },
    read: async (stream, after) => ({ events: log(stream).slice(after), head: 9, epoch: 'new' }),
  });
  onCleanup(() => streams.close());
  await streams.cursors();
  return { streams, told };
}

describe('a reset whose handler fails [C2]', () => {
  it('is repeated; then the stream continues from the new head, with the events that came in the meantime', async () => {
    const { streams, told } = await device(1);
    streams.resetTo(USER, { epoch: 'new', head: 7 }, 'epoch');
    streams.take([envelope(USER, 8), envelope(USER, 9)]);
    await expect.poll(() => told, SOON).toEqual(['user:1 epoch', 'user:1 epoch', 'user:1.8', 'user:1.9']);
    expect(await streams.cursors()).toMatchObject({ [USER]: { epoch: 'new', seq: 9 } });
  });

  it('delays no other stream, and keeps its old cursor, so that another connection is reset again', async () => {
    const { streams, told } = await device(Infinity);
    streams.resetTo(USER, { epoch: 'new', head: 7 }, 'epoch');
    streams.take([envelope(COURSE, 1)]);
    await expect.poll(() => told, SOON).toContain('course:1.1');
    expect(await streams.cursors()).toMatchObject({ [USER]: { epoch: 'old', seq: 100 } });
  });

  it('is replaced by the reset of the next connection', async () => {
    const { streams, told } = await device(1);
    streams.resetTo(USER, { epoch: 'new', head: 7 }, 'epoch');
    streams.begin({ [USER]: { epoch: 'new', head: 8 } });
    streams.resetTo(USER, { epoch: 'new', head: 8 }, 'behind');
    streams.take([envelope(USER, 9)]);
    await expect.poll(() => told, SOON).toContain('user:1.9');
    // Without the new connection, the first reset would have been repeated by now.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(told).toEqual(['user:1 epoch', 'user:1 behind', 'user:1.9']);
  });

  it('is not repeated because a store can’t be written: the stream continues from the cursor in memory', async () => {
    const { streams, told } = await device(1, { set: () => Promise.reject(new Error('quota exceeded')) });
    streams.resetTo(USER, { epoch: 'new', head: 7 }, 'epoch');
    streams.take([envelope(USER, 8)]);
    await expect.poll(() => told, SOON).toEqual(['user:1 epoch', 'user:1 epoch', 'user:1.8', 'user:1.9']);
    expect(await streams.cursors()).toMatchObject({ [USER]: { epoch: 'new', seq: 9 } });
  });
});
