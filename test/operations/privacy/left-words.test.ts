import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Envelope, Input, OperationName, Output } from '../../../domain/contract/index.ts';
import { newId } from '../../../domain/ids.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { purge } from '../../../persistence/log/purge.ts';
import { gaps, openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { tablesWith, startOwnNode } from './own-node.ts';
import type { OwnNode } from './own-node.ts';

/**
 * Return a random word. It has only letters, so that parsing of numbers and normalization of names do not change it.
 */
function word(): string {
  const letters = randomUUID().replaceAll(/[^a-f]/g, '');
  return `quz${letters}${randomUUID().replaceAll(/[^a-f]/g, '')}w`;
}

/** The random words, by the name of the field in which each was stored. */
type Words = { [field: string]: string };
const wordsFor = <F extends string>(...fields: F[]) =>
  Object.fromEntries(fields.map((field) => [field, word()])) as { [K in F]: string };

/**
 * Makes all calls for one account, over REST or the socket, and remembers their idempotency keys, so that each call can
 * be repeated.
 */
interface Calls {
  device: Device;
  person: Person;
  url: string;
  made: { operation: OperationName; input: object; opId: string }[];
}

async function socket<N extends OperationName>(calls: Calls, operation: N, input: Input<N>): Promise<Output<N>> {
  const opId = randomUUID();
  calls.made.push({ operation, input: input as object, opId });
  return calls.device.call(operation, input, opId);
}

async function byRest<T>({ url, person }: Calls, method: string, path: string, body?: object): Promise<T> {
  const answer = await rest(url, method, path, { token: person.accessToken, body, key: randomUUID() });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const set = (reps: number, kg: number) => ({ reps, weight: { value: kg, unit: 'kg' as const } });

async function deletedCourse(calls: Calls): Promise<Words> {
  const words = wordsFor('topic', 'title', 'description', 'goal', 'focus', 'new description', 'notes', 'current');
  const said = wordsFor('announcement', 'message', 'context', 'edited message');
  const { id: courseId } = await socket(calls, 'course.create', {
    id: newId(),
    topic: `Learn ${words.topic}`,
    title: words.title,
    description: words.description,
    goals: [words.goal],
    preferences: { focusAreas: [words.focus] },
  });
  await byRest(calls, 'PATCH', `/courses/${courseId}`, { description: words['new description'] });
  await socket(calls, 'course.announce', { courseId, text: said.announcement });
  const session = await socket(calls, 'session.start', { courseId, sessionType: 'study' });
  const current = { exercise: words.current };
  await socket(calls, 'session.update', { sessionId: session.id, notes: words.notes, current });
  await socket(calls, 'session.complete', { sessionId: session.id });
  const first = { courseId, message: `What is a ${said.message}?`, context: { note: said.context } };
  const { messageId, replyId } = await socket(calls, 'chat.send', first);
  await ended(calls, replyId);
  const again = await socket(calls, 'chat.edit', { messageId, message: `And a ${said['edited message']}?` });
  await ended(calls, again.replyId);
  await byRest(calls, 'DELETE', `/courses/${courseId}`);
  return { ...words, ...said };
}

const ended = ({ device }: Calls, replyId: string) =>
  device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId);

async function deletedMemories(calls: Calls): Promise<Words> {
  const words = wordsFor('key', 'value', 'corrected value', 'newer value');
  const fact = { memoryType: 'fact' as const, key: words.key };
  const older = await byRest<{ id: string }>(calls, 'POST', '/memories', { ...fact, value: { about: words.value } });
  await socket(calls, 'memory.update', { memoryId: older.id, value: words['corrected value'] });
  const newer = await socket(calls, 'memory.store', { ...fact, value: words['newer value'] });
  await socket(calls, 'memory.delete', { memoryId: newer.id });
  await byRest(calls, 'DELETE', `/memories/${older.id}`);
  return words;
}

async function deletedEntries(calls: Calls): Promise<Words> {
  const words = wordsFor('exercise', 'other exercise', 'notes', 'old notes', 'superset', 'topic', 'text');
  const { id: courseId } = await socket(calls, 'course.create', { topic: 'Rowing' });
  const session = await socket(calls, 'session.start', { courseId, sessionType: 'practice' });
  type Entry = Input<'progress.log'>;
  const log = (data: Entry['data'], more: Partial<Entry> = {}) =>
    socket(calls, 'progress.log', { courseId, activityType: 'exercise', data, ...more });
  const baseline = await log({ exercise: words.exercise, sets: [set(5, 50)] });
  const record = await log(
    { exercise: words.exercise, sets: [{ ...set(8, 90), superset: words.superset }] },
    { sessionId: session.id, notes: words['old notes'] },
  );
  expect(record.records).not.toEqual([]);
  await socket(calls, 'progress.update', { progressId: record.entry.id, notes: words.notes });
  await socket(calls, 'session.complete', { sessionId: session.id });
  await log({ exercise: words['other exercise'], sets: [set(5, 50)] });
  const better = await log({ exercise: words['other exercise'], sets: [set(5, 60)] });
  const read = await log({ minutes: 5, topic: words.topic }, { activityType: 'reading' });
  const thought = await log({ text: words.text }, { activityType: 'reflection' });
  for (const { entry } of [record, baseline, read]) await socket(calls, 'progress.delete', { progressId: entry.id });
  // The record of this entry is the latest one, so after the deletion no event mentions the entry.
  await byRest(calls, 'DELETE', `/progress/${better.entry.id}`);
  const { data } = await byRest<{ data: { id: string }[] }>(calls, 'GET', `/courses/${courseId}/progress`);
  for (const { id } of data) await byRest(calls, 'DELETE', `/progress/${id}`);
  // This edit arrives after the deletion but was made before it, so it changes nothing [M4].
  await socket(calls, 'progress.update', {
    progressId: thought.entry.id,
    notes: words.notes,
    editedAt: '2026-01-01T00:00:00Z',
  });
  return words;
}

async function undoneEntry(calls: Calls): Promise<Words> {
  const words = wordsFor('notes', 'exercise');
  const { id: courseId } = await socket(calls, 'course.create', { topic: 'Strength' });
  const { replyId } = await socket(calls, 'chat.send', { courseId, message: 'did bench press 3x8 at 60 kg' });
  const { autoLogged } = (await ended(calls, replyId)).d as unknown as { autoLogged: { id: string }[] };
  const progressId = autoLogged[0]!.id;
  const data = { exercise: words.exercise, sets: [set(8, 60)] };
  await socket(calls, 'progress.update', { progressId, notes: words.notes, data });
  await socket(calls, 'progress.undo', { progressId });
  const listed = await calls.device.call('progress.list', { courseId, status: 'undone' });
  expect(listed.data.map(({ id }) => id)).toEqual([progressId]);
  expect(JSON.stringify(listed)).not.toContain(words.notes);
  return words;
}

describeEachDatabase('[ER1] deleted content', (kind) => {
  let node: OwnNode;
  let calls: Calls;
  let words: Words;
  let database: Database;

  beforeAll(async () => {
    node = await startOwnNode(kind);
    const person = await signUp(node.url);
    calls = { url: node.url, person, device: await openDevice(node.url, person.accessToken), made: [] };
    const kinds = {
      course: await deletedCourse(calls),
      memory: await deletedMemories(calls),
      entry: await deletedEntries(calls),
      undone: await undoneEntry(calls),
    };
    words = Object.fromEntries(
      Object.entries(kinds).flatMap(([name, fields]) =>
        Object.entries(fields).map(([field, planted]) => [planted, `${name}: ${field}`] as const),
      ),
    );
  });

  const told = (answer: unknown) => {
    const text = JSON.stringify(answer);
    return Object.entries(words).flatMap(([planted, field]) => (text.includes(planted) ? [field] : []));
  };

  it('is not replayed, and the seqs of the log stay', async () => {
    const { device, person } = calls;
    const stream = `user:${person.id}`;
    const log: Envelope[] = [];
    for (let more = true; more;) {
      const { events, head } = await device.call('stream.read', { stream, after: log.at(-1)?.q ?? 0 });
      log.push(...(events as Envelope[]));
      more = (log.at(-1)?.q ?? head) < head;
    }
    expect(told(log)).toEqual([]);
    expect([gaps(log), log[0]?.q]).toEqual([[], 1]);
    const back = await openDevice(node.url, person.accessToken, {
      cursors: { [stream]: { epoch: device.ready.streams[stream]?.epoch, seq: 0 } },
    });
    await expect.poll(() => back.events.length).toBeGreaterThanOrEqual(log.length);
    expect(told(back.events)).toEqual([]);
  });

  it('[M2] is not in a repeated answer', async () => {
    for (const { operation, input, opId } of calls.made) {
      const again = await calls.device.call(operation, input as never, opId).catch((refused: Error) => refused.message);
      expect(told(again), operation).toEqual([]);
    }
  });

  it('[ER2] is in no table except the row that a later edit can restore, and after the retention not in that row', async () => {
    database = await node.database();
    const left = async () =>
      [...(await tablesWith(database, Object.keys(words)))].flatMap(([planted, tables]) =>
        tables.map((table) => `${words[planted]} in ${table}`),
      );
    expect((await left()).filter((place) => !place.endsWith(' in progress_logs'))).toEqual([]);
    const later = new Date(Date.now() + 31 * 86_400_000);
    await purge(database, later, { eventDays: 30, accessSeconds: 900 });
    expect(await left()).toEqual([]);
  });
});
