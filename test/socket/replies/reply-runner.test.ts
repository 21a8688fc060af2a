import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import type { Tx } from '../../../domain/ports.ts';
import { StaleFence } from '../../../domain/tutor/stale-fence.ts';
import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import type { TextSink } from '../../../domain/tutor/usecases/reply/types.ts';
import type { DeltaFanout } from '../../../gateway/replies/delta-fanout.ts';
import { openRunner } from '../../../gateway/replies/runner.ts';
import type { RunnerDeps } from '../../../gateway/replies/runner.ts';
import { onCleanup } from '../../support/cleanup.ts';

interface Scene {
  /** The replies in the database. Unless `claims` is given, the first claim returns all of them. */
  rows: Partial<ReplyRow>[];
  /** For each claim, the replies that it returns. */
  claims?: Partial<ReplyRow>[][];
  /** If given, each claim waits for this promise. */
  claiming?: Promise<void>;
  /** The current fence in the database, if another node has claimed the reply in the meantime. */
  fence?: number;
  write?(reply: ReplyRow, speech: TextSink): Promise<void>;
  /** Called before an event is appended to the log. */
  store?(type: string): void;
  copies?: { [attempt: string]: string };
}

/** Open a runner on a fake database that contains the scene. Its leases never expire. */
function runnerOf({ rows, claims, claiming, fence, write, store, copies = {} }: Scene) {
  const replies = new Map(
    rows.map((row) => {
      const reply = { id: 'r', userId: 'ada', messageId: 'm', courseId: 'c', fence: 1, attempt: 1, ...row } as ReplyRow;
      return [reply.id, reply];
    }),
  );
  const waiting = claims ?? [[...replies.values()]];
  const written: number[] = [];
  const released: string[] = [];
  const told: { type: string; data: { attempt: number; text?: string } }[] = [];
  const tx = {
    replies: {
      async begin({ id, fence: claimed }: ReplyRow) {
        if (fence !== undefined && fence !== claimed) throw new StaleFence(id);
      },
      finish: async () => undefined,
    },
    progress: { ofMessages: async () => [] },
    append(_stream: string, type: string, data: { attempt: number; text?: string }) {
      store?.(type);
      told.push({ type, data });
    },
  } as unknown as Tx;
  const runner = openRunner({
    nodeId: 'slow',
    leases: {
      async claim() {
        await claiming;
        return (waiting.shift() ?? []).map((one) => ({ ...replies.get(one.id!), ...one }));
      },
      exhausted: async () => [],
      release: async (_nodeId: string, ids: string[]) => void released.push(...ids),
    },
    transactions: {
      run: async (_command: unknown, work: (tx: Tx) => Promise<unknown>) => {
        await work(tx);
        return { result: null, repeated: false };
      },
    },
    keeper: { hold: () => undefined, drop: () => undefined, onNews: () => undefined },
    tellPosition: () => undefined,
    write: async (reply: ReplyRow, speech: TextSink) => {
      written.push(reply.fence);
      await write?.(reply, speech);
      return { autoLogged: [], memoryUpdates: [] };
    },
    fanout: {
      send: () => undefined,
      forget: () => undefined,
      copy: async (_id: string, attempt: number) => copies[attempt],
    } as Partial<DeltaFanout>,
    log: { warn: () => undefined, error: () => undefined },
  } as unknown as RunnerDeps);
  onCleanup(() => runner.drain(0));
  return { runner, replies, written, released, told, ends: () => told.filter(({ type }) => type !== 'reply.started') };
}

it('[T1] a claimed reply is written by its owner', async () => {
  const { runner, written } = runnerOf({ rows: [{}] });
  await runner.takeOver();
  await expect.poll(() => written).toEqual([1]);
});

it('[T1] a node that was so slow after its claim that another one owns the reply writes nothing under its fence', async () => {
  const { runner, written, told } = runnerOf({
    rows: [{}],
    claims: [[{ id: 'r', fence: 1 }]],
    fence: 2,
  });
  await runner.takeOver();
  await runner.drain(50);
  expect([written, told]).toEqual([[], []]);
});

it('[S7] a text that can’t be stored ends the reply as failed with its text, at the first attempt', async () => {
  const { runner, ends } = runnerOf({
    rows: [{}],
    async write(_reply, { say }) {
      say('all that was said');
    },
    store(type) {
      if (type === 'reply.completed') throw new DomainError('payload_too_large');
    },
  });
  await runner.takeOver();
  await expect
    .poll(ends)
    .toMatchObject([
      { type: 'reply.failed', data: { attempt: 1, text: 'all that was said', code: 'payload_too_large' } },
    ]);
});

it('[T1] a reply does not fail while the database can’t be reached: another attempt ends it', async () => {
  const { runner, told } = runnerOf({
    rows: [{}],
    store(type) {
      if (type === 'reply.completed') throw new DomainError('unavailable');
    },
  });
  await runner.takeOver();
  await runner.drain(50);
  expect(told.map(({ type }) => type)).toEqual(['reply.started']);
});

it('[T5] a reply that was asked to stop when its owner died keeps the text that the learner saw', async () => {
  const { runner, ends } = runnerOf({
    rows: [{ stopRequested: true, fence: 2, attempt: 2 }],
    copies: { 1: 'as far as it came' },
  });
  await runner.takeOver();
  await expect.poll(ends).toMatchObject([{ type: 'reply.stopped', data: { text: 'as far as it came' } }]);
});

it('[T1] a stalled node that claims its own reply twice runs one attempt at a time, and the newest last', async () => {
  const going: number[] = [];
  let together = 0;
  const scene: Scene = {
    rows: [{}],
    claims: [[{ id: 'r', fence: 1 }], [{ id: 'r', fence: 2 }], [{ id: 'r', fence: 3 }]],
    async write({ fence }, { signal }) {
      going.push(fence);
      together = Math.max(together, going.length);
      if (fence < 3 && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      for (let turn = 0; turn < 5; turn += 1) await nextTurn();
      going.splice(going.indexOf(fence), 1);
    },
  };
  const { runner, replies, written, ends } = runnerOf(scene);
  for (const fence of [1, 2, 3]) {
    replies.set('r', { ...replies.get('r')!, fence, attempt: fence });
    await runner.takeOver();
  }
  await expect.poll(ends).toMatchObject([{ type: 'reply.completed', data: { attempt: 3 } }]);
  expect(together).toBe(1);
  expect(written.at(-1)).toBe(3);
});

it('[C9] a claim that is answered while the node drains starts nothing, and its lease is given back immediately', async () => {
  const row = Promise.withResolvers<void>();
  const { runner, written, released } = runnerOf({
    rows: [{ id: 'a' }, { id: 'b' }],
    claiming: row.promise,
  });
  const claiming = runner.takeOver();
  const draining = runner.drain(0);
  row.resolve();
  await Promise.all([claiming, draining]);
  await expect.poll(() => released).toEqual(['a', 'b']);
  expect(written).toEqual([]);
});
