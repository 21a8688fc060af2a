import { expect, it } from 'vitest';
import { courseStream, userStream } from '../../../domain/call.ts';
import { newId } from '../../../domain/ids.ts';
import type { Transactions } from '../../../domain/ports.ts';
import { removeCourse } from '../../../domain/remove-course.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { createTransactions } from '../../../persistence/database/transactions.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { idsOf, repeats, without } from '../../../persistence/log/without.ts';
import { createStores } from '../../../persistence/stores.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { describeWith } from '../../support/services/require.ts';
import { newOp, signal, sql } from './commands.ts';
import {
  at,
  courseRow,
  deviceRow,
  entryRow,
  memoryRow,
  messageRow,
  moduleRow,
  sessionRow,
  userRow,
} from './stores/fixtures.ts';

function transactionsOf(database: Database): Transactions {
  const jobs = { schedule: async () => undefined };
  return createTransactions({ database, createStores, jobs, onCommit: () => undefined });
}

/** Create an author with a course, and a learner who follows the course and has written in it. */
async function courseWithLearner(database: Database) {
  const [author, learner] = [userRow(), userRow()];
  const course = courseRow(author.id, { isPublic: true });
  const transactions = transactionsOf(database);
  await transactions.run({ streams: [] }, async (tx) => {
    for (const user of [author, learner]) await tx.users.insert(user);
    await tx.courses.insert(course);
    for (const user of [author, learner]) await tx.courses.enrol(user.id, course.id);
    return null;
  });
  const message = messageRow(learner.id, course.id, { content: 'a quokka' });
  const op = newOp();
  const streams = [courseStream(course.id), userStream(learner.id)];
  await transactions.run({ userId: learner.id, op, streams }, async (tx) => {
    await tx.messages.insert(message);
    tx.append(userStream(learner.id), 'message.created', message);
    tx.append(userStream(learner.id), 'resource.changed', { kind: 'course', id: course.id, change: 'updated' });
    tx.append(courseStream(course.id), 'course.updated', course);
    return { id: message.id, courseId: course.id, content: message.content };
  });
  return { author, learner, course, message, op, transactions };
}

describeEachDatabase('[ER1] erasing', (kind) => {
  it('removes a course from the log and the answers of all its learners, and ends its stream', async () => {
    const database = await testDatabase(kind);
    const { author, learner, course, message, op, transactions } = await courseWithLearner(database);
    const log = createEventLog(database);
    const streams = [courseStream(course.id), userStream(author.id)];
    await transactions.run({ userId: author.id, streams }, async (tx) => {
      await removeCourse(tx, course.id);
      return null;
    });
    const told = await log.read(userStream(learner.id), 0, 10);
    const gone = { kind: 'course', id: course.id, change: 'deleted' };
    expect(told.map(({ q, t, d }) => [q, t, d])).toEqual([
      [1, 'resource.changed', gone],
      [2, 'resource.changed', gone],
    ]);
    const first = await transactions.applied({ userId: learner.id, ...op });
    expect(first?.result).toEqual({ id: message.id, courseId: course.id, redacted: true });
    expect(await log.read(courseStream(course.id), 0, 10)).toEqual([]);
    expect((await log.heads([courseStream(course.id)])).get(courseStream(course.id))).toBe(0);
    // The stream has ended. A device that has not read all of it is reset, because its next seq is below the oldest
    // readable one.
    expect(await log.oldest(courseStream(course.id))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('removes the erased text also from events of the same transaction', async () => {
    const database = await testDatabase(kind);
    const { learner, transactions } = await courseWithLearner(database);
    const [entry, other] = [entryRow(learner.id), entryRow(learner.id)];
    const stream = userStream(learner.id);
    const record = { kind: 'weight_5' as const, exercise: 'quokka lift', value: { value: 5, unit: 'kg' as const }, at };
    await transactions.run({ userId: learner.id, streams: [stream] }, async (tx) => {
      tx.append(stream, 'record.revoked', { ...record, entryId: entry.id, reason: 'deleted' });
      await tx.erase(learner.id, [entry.id], 'progress.deleted', { id: entry.id, undone: false });
      tx.append(stream, 'progress.deleted', { id: entry.id, undone: false });
      tx.append(stream, 'record.set', { ...record, entryId: other.id, text: 'A record' });
      return null;
    });
    const told = await createEventLog(database).read(stream, 2, 10);
    expect(told.map(({ t }) => t)).toEqual(['record.revoked', 'progress.deleted', 'record.set']);
    const [revoked] = told;
    expect(revoked).toMatchObject({
      t: 'record.revoked',
      d: { kind: 'weight_5', entryId: entry.id, reason: 'deleted' },
    });
    expect(JSON.stringify(revoked)).not.toContain('quokka');
  });

  it('[ER3] an id that was used is never used again, for any kind of thing', async () => {
    const database = await testDatabase(kind);
    const { author, course, transactions } = await courseWithLearner(database);
    const rowsOf = {
      modules: moduleRow(course.id, 0),
      messages: messageRow(author.id, course.id),
      sessions: sessionRow(author.id, course.id, { status: 'completed' }),
      memories: memoryRow(author.id),
      progress_logs: entryRow(author.id),
      device_sessions: deviceRow(author.id, 'a'.repeat(64)),
    };
    const insert = (userId: string, courseId: string) => ({
      users: () => transactions.run({ streams: [] }, async (tx) => tx.users.insert({ ...userRow(), id: author.id })),
      courses: () => transactions.run({ streams: [] }, async (tx) => tx.courses.insert({ ...course, ownerId: userId })),
      modules: () => transactions.run({ streams: [] }, (tx) => tx.modules.insert([{ ...rowsOf.modules, courseId }])),
      messages: () =>
        transactions.run({ streams: [] }, (tx) => tx.messages.insert({ ...rowsOf.messages, userId, courseId })),
      sessions: () =>
        transactions.run({ streams: [] }, (tx) => tx.sessions.insert({ ...rowsOf.sessions, userId, courseId })),
      memories: () =>
        transactions.run({ streams: [] }, (tx) => tx.memories.insert({ ...rowsOf.memories, userId }, undefined)),
      progress_logs: () =>
        transactions.run({ streams: [] }, (tx) => tx.progress.insert({ ...rowsOf.progress_logs, userId })),
    });
    const { users: _user, courses: _course, ...parts } = insert(author.id, course.id);
    for (const part of Object.values(parts)) await part();
    await transactions.run({ streams: [] }, (tx) => tx.devices.insert(rowsOf.device_sessions));
    await sql(database, 'DELETE FROM users WHERE id = $1', [author.id]);
    const [stranger, own] = [userRow(), newId()];
    await transactions.run({ streams: [] }, async (tx) => {
      await tx.users.insert(stranger);
      await tx.courses.insert(courseRow(stranger.id, { id: own }));
    });
    for (const [name, again] of Object.entries(insert(stranger.id, own)))
      await expect(again(), name).rejects.toMatchObject({ code: 'already_exists' });
    const columns = 'id, user_id, name, ip_prefix, token_hash, rotated_at, expires_at, created_at, last_seen_at';
    const device = await sql(
      database,
      `INSERT INTO device_sessions (${columns}) VALUES ($1, $2, 'x', 'x', 'x', now(), now(), now(), now()) RETURNING id`,
      [rowsOf.device_sessions.id, stranger.id],
    );
    expect(device).toEqual([]);
  });
});

describeWith('postgres')('two transactions at once', () => {
  it('[ER3] a creation that waits for the deletion of its id is refused too', async () => {
    const database = await testDatabase('postgres');
    const { author, learner, course, transactions } = await courseWithLearner(database);
    const [removed, waiting] = [signal(), signal()];
    const streams = [courseStream(course.id), userStream(author.id)];
    const deletion = transactions.run({ userId: author.id, streams }, async (tx) => {
      await removeCourse(tx, course.id);
      removed.give();
      await waiting.given;
      return null;
    });
    await removed.given;
    const creation = transactions.run({ userId: learner.id, streams: [] }, async (tx) => {
      await tx.courses.insert({ ...course, ownerId: learner.id });
      return null;
    });
    creation.catch(() => undefined);
    await expect
      .poll(() => sql(database, `SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'`))
      .toHaveLength(1);
    waiting.give();
    await deletion;
    await expect(creation).rejects.toMatchObject({ code: 'already_exists' });
  });
});

it('removes deleted items from lists, keeps ids in answers, and removes a record with the entry it compares with', () => {
  const [gone, stays] = [newId(), newId()];
  const ids = new Set([gone]);
  const told = {
    id: stays,
    text: 'words',
    entry: { id: gone, notes: 'words' },
    records: [
      { entryId: stays, previous: { entryId: gone, value: 1 } },
      { entryId: stays, value: 2 },
    ],
    requestId: 'words that a client chose',
  };
  expect(repeats(told, ids)).toBe(true);
  expect(repeats({ ...told, entry: { id: stays }, records: [] }, ids)).toBe(false);
  expect(without(told, ids)).toEqual({
    id: stays,
    text: 'words',
    records: [{ entryId: stays, value: 2 }],
    requestId: told.requestId,
  });
  expect(idsOf(told)).toEqual({ id: stays, entry: { id: gone } });
});
