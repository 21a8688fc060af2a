import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Deps } from '../../../domain/areas/deps.ts';
import type { Call } from '../../../domain/call.ts';
import type { Tx } from '../../../domain/ports.ts';
import { chatUseCases } from '../../../domain/tutor/usecases/chat.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { createReader, createStores } from '../../../persistence/stores.ts';
import { testDatabase } from '../../support/database.ts';
import { courseRow, userRow } from '../persistence/stores/fixtures.ts';

const MINUTE_MS = 60_000;

type Sent = { messageId: string; replyId: string };

let database: Database;
let userId: string;
let courseId: string;

beforeAll(async () => {
  database = await testDatabase('pglite');
});
beforeEach(async () => {
  const user = userRow();
  const course = courseRow(user.id);
  [userId, courseId] = [user.id, course.id];
  await inTransaction(async (tx) => {
    await tx.users.insert(user);
    await tx.courses.insert(course);
  });
});

const read = () => createReader(database)();
const inTransaction = <T>(work: (tx: Tx) => Promise<T>) =>
  database.orm.em.fork().transactional((em) => work(Object.assign(createStores(em), untold)));
const untold = {
  append: () => undefined,
  erase: async () => undefined,
  endStream: async () => undefined,
  schedule: async () => undefined,
};

/** Run `act` as if on a node whose clock is ahead by `wrongMs`. */
async function onNode<T>(wrongMs: number, act: (deps: Deps, call: never) => Promise<T>): Promise<T> {
  const clock = performance.now.bind(performance);
  const wrong = vi.spyOn(performance, 'now').mockImplementation(() => clock() + wrongMs);
  const call = {
    actor: { userId, roles: ['learner'] },
    now: new Date(Date.now() + wrongMs),
    requestId: 'r',
    commit: inTransaction,
  } as unknown as Call;
  const replies = { reserve: () => undefined, wake: () => undefined, stop: () => undefined };
  try {
    return await act({ read, replies } as unknown as Deps, call as never);
  } finally {
    wrong.mockRestore();
  }
}

const send = (wrongMs: number, message: string): Promise<Sent> =>
  onNode(wrongMs, (deps, call) => chatUseCases['chat.send'](deps, call, { courseId, message, whileBusy: 'enqueue' }));
const open = async () => (await read().replies.open(userId, courseId)).map(({ id }) => id);
const shown = async () => (await read().messages.history({ userId, courseId, limit: 50 })).rows.map(({ id }) => id);

it('[T6] messages that were sent through nodes with different clocks are answered and shown in the order of their commits', async () => {
  const first = await send(MINUTE_MS, 'through a node whose clock is fast');
  const second = await send(0, 'through another node');
  const third = await send(-MINUTE_MS, 'through a node whose clock is slow');
  const sent = [first, second, third];
  expect(await open()).toEqual(sent.map(({ replyId }) => replyId));
  expect(await shown()).toEqual(sent.flatMap(({ messageId, replyId }) => [messageId, replyId]));
  expect((await read().messages.find(third.messageId))?.parentId).toBe(second.replyId);
});

it('[T6] the same holds for edited messages and regenerated replies', async () => {
  const first = await send(MINUTE_MS, 'through a node whose clock is fast');
  const edited = await onNode(0, (deps, call) =>
    chatUseCases['chat.edit'](deps, call, { messageId: first.messageId, message: 'through another node' }),
  );
  const again = await onNode(-MINUTE_MS, (deps, call) =>
    chatUseCases['chat.regenerate'](deps, call, { replyId: edited.replyId }),
  );
  expect(await open()).toEqual([first.replyId, edited.replyId, again.replyId]);
  expect(await shown()).toEqual([edited.messageId, again.replyId]);
  const siblings = (await read().messages.history({ userId, courseId, limit: 50 })).rows.map((row) => row.siblings);
  expect(siblings).toEqual([
    [first.messageId, edited.messageId],
    [edited.replyId, again.replyId],
  ]);
});
