import { beforeAll, describe, expect, it } from 'vitest';
import type { Input, OperationName } from '../../../domain/contract/index.ts';
import { newId } from '../../../domain/ids.ts';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let device: Device;
let courseId: string;
let moduleId: string;
let progressId: string;
let memoryId: string;

/** A text that ends with the first half of an emoji, a lone surrogate. */
const HALF = 'squat \ud83c';
const NUL = 'squat \0';
const SETS = [{ reps: 5 }];

const log = (data: object, fields: object = {}) => ({ activityType: 'exercise', data, ...fields });
const squat = { exercise: 'squat', sets: SETS };

/** A description, an operation, the field that the error must name, and an invalid input. */
type Refused = [what: string, operation: OperationName, field: string, input: () => object];

const refused: Refused[] = [
  ['half a surrogate in a name', 'progress.log', 'data.exercise', () => log({ exercise: HALF, sets: SETS })],
  ['NUL in a name', 'progress.log', 'data.exercise', () => log({ exercise: NUL, sets: SETS })],
  [
    'half a surrogate in a topic',
    'progress.log',
    'data.topic',
    () => ({ activityType: 'reading', data: { minutes: 5, topic: HALF } }),
  ],
  [
    'half a surrogate in a reflection',
    'progress.log',
    'data.text',
    () => ({ activityType: 'reflection', data: { text: HALF } }),
  ],
  ['half a surrogate in notes', 'progress.log', 'notes', () => log(squat, { notes: HALF })],
  [
    'NUL in a tempo',
    'progress.log',
    'data.sets.0.tempo',
    () => log({ exercise: 'squat', sets: [{ reps: 5, tempo: '3\0' }] }),
  ],
  [
    'half a surrogate in a superset',
    'progress.log',
    'data.sets.0.superset',
    () => log({ exercise: 'squat', sets: [{ reps: 5, superset: HALF }] }),
  ],
  [
    'a name too long once written out',
    'progress.log',
    'data.exercise',
    () => log({ exercise: '&'.repeat(51), sets: SETS }),
  ],
  [
    'a name that letters of compatibility stretch',
    'progress.log',
    'data.exercise',
    () => log({ exercise: '\ufdfa'.repeat(20), sets: SETS }),
  ],
  ['a date before years began', 'progress.log', 'occurredAt', () => log(squat, { occurredAt: '0000-01-01T00:00:00Z' })],
  ['a date before 1970', 'progress.log', 'occurredAt', () => log(squat, { occurredAt: '1969-12-31T23:59:59Z' })],
  [
    'an instant of endless digits',
    'progress.list',
    'from',
    () => ({ courseId, from: `2026-01-01T00:00:00.${'1'.repeat(200)}Z` }),
  ],
  ['a range from before years began', 'progress.list', 'from', () => ({ courseId, from: '0000-01-01T00:00:00Z' })],
  [
    'an edit before 1970',
    'progress.update',
    'editedAt',
    () => ({ progressId, notes: 'x', editedAt: '0001-01-01T00:00:00Z' }),
  ],
  [
    'a session of the year 1',
    'session.start',
    'occurredAt',
    () => ({ courseId, sessionType: 'practice', occurredAt: '0001-01-01T00:00:00Z' }),
  ],
  ['a zone of another planet', 'module.complete', 'zone', () => ({ moduleId, zone: 'Mars/Olympus_Mons' })],
  [
    'NUL in an answer',
    'module.complete',
    'quizResults.answers.one',
    () => ({ moduleId, quizResults: { score: 1, outOf: 1, answers: { one: '\0' } } }),
  ],
  [
    'half a surrogate as the name of an answer',
    'module.complete',
    `quizResults.answers.${HALF}`,
    () => ({ moduleId, quizResults: { score: 1, outOf: 1, answers: { [HALF]: 1 } } }),
  ],
  [
    'NUL in the weight at hand',
    'chat.send',
    'context.weight',
    () => ({ courseId, message: 'hi', context: { weight: '60\0' } }),
  ],
  [
    'NUL in the name of something at hand',
    'chat.send',
    'context',
    () => ({ courseId, message: 'hi', context: { 'a\0': 1 } }),
  ],
  ['half a surrogate in a message', 'chat.send', 'message', () => ({ courseId, message: HALF })],
  ['a language of a hundred parts', 'user.updateProfile', 'locale', () => ({ locale: `en${'-abcdefgh'.repeat(10)}` })],
  [
    'a memory of more than 16 KiB',
    'memory.store',
    'value',
    () => ({ memoryType: 'fact', key: 'knee', value: { note: '膝'.repeat(5_500) } }),
  ],
  ['a memory that grows beyond 16 KiB', 'memory.update', 'value', () => ({ memoryId, value: 'x'.repeat(16_384) })],
  ['half a surrogate in a memory', 'memory.store', 'key', () => ({ memoryType: 'fact', key: HALF, value: 1 })],
];

const unknown: Refused[] = [
  ['a module nobody has, of no course', 'progress.log', 'moduleId', () => log(squat, { moduleId: newId() })],
  ['a module of a course, of no course', 'progress.log', 'moduleId', () => log(squat, { moduleId })],
  ['a module nobody has, of a course', 'progress.log', 'moduleId', () => log(squat, { courseId, moduleId: newId() })],
  ['a module nobody has, by an edit', 'progress.update', 'moduleId', () => ({ progressId, moduleId: newId() })],
];

const detailsOf = async (operation: OperationName, input: object) => {
  const error = await device.call(operation, input as Input<OperationName>).then(
    () => ({ code: 'accepted', details: [] }),
    (failure: { code: string; details: { path: string }[] }) => failure,
  );
  return { code: error.code, field: error.details?.[0]?.path };
};

beforeAll(async () => {
  ({ url } = await sharedNode());
  device = await openDevice(url, (await signUp(url)).accessToken);
  courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
  moduleId = (await device.call('module.list', { courseId })).data[0]!.id;
  progressId = (await device.call('progress.log', { activityType: 'exercise', data: squat })).entry.id;
  memoryId = (await device.call('memory.store', { memoryType: 'fact', key: 'hip', value: 'stiff' })).id;
});

describe('input that can’t be stored is refused with the field’s name, so that no client retries for ever', () => {
  it.each(refused)('%s: %s names %s', async (_what, operation, field, input) => {
    expect(await detailsOf(operation, input())).toEqual({ code: 'validation_failed', field });
  });

  it.each(unknown)('%s: %s finds no %s', async (_what, operation, field, input) => {
    expect(await detailsOf(operation, input())).toEqual({ code: 'not_found', field });
  });

  it('a full name is refused if its first word is too long for a first name', async () => {
    const { status, body } = await rest(url, 'POST', '/auth/register', {
      body: { email: `${newId()}@example.com`, password: 'seven quiet herons', name: `${'a'.repeat(150)} b` },
    });
    expect([status, body.details?.[0]?.path]).toEqual([400, 'name']);
  });

  it('instants are converted to UTC, whatever their offset, in filters too', async () => {
    const first = { courseId, from: '2026-01-01T00:00:00+23:59', to: '9999-12-31T23:59:59-12:00' };
    expect((await device.call('progress.list', first)).meta.filters).toMatchObject({
      from: '2025-12-31T00:01:00.000Z',
      to: '9999-12-31T23:59:59.999Z',
    });
  });

  it('ids in capital letters are the same ids', async () => {
    const upper = courseId.toUpperCase();
    const { title } = await device.call('course.update', { courseId: upper, title: 'In capitals' });
    expect(title).toBe('In capitals');
    await device.call('memory.store', { memoryType: 'fact', key: 'capitals', value: 1, context: upper });
    const { data } = await device.call('memory.list', { context: courseId });
    expect(data).toMatchObject([{ key: 'capitals', context: courseId }]);
  });

  it('a time after the year 9999 counts as the time of receipt', async () => {
    const before = Date.now();
    const { entry } = await device.call('progress.log', {
      activityType: 'exercise',
      data: squat,
      occurredAt: '9999-12-31T23:59:59-12:00',
    });
    expect(Date.parse(entry.occurredAt)).toBeGreaterThanOrEqual(before - 60_000);
    expect(Date.parse(entry.occurredAt)).toBeLessThan(Date.now() + 60_000);
  });

  it('the tutor replies even if the exercise in the context, or in the message, has a name that can’t be stored', async () => {
    const answer = async (message: string, context: { currentExercise?: string }) => {
      const { replyId } = await device.call('chat.send', { courseId, message, context });
      return device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId, 20_000);
    };
    expect((await answer('done, 3x8 at 60 kg', { currentExercise: '&'.repeat(100) })).d).toMatchObject({
      autoLogged: [],
    });
    expect((await answer(`did ${'windmill'.repeat(40)} 3x8 at 20 kg`, {})).d).toMatchObject({ autoLogged: [] });
  });
});
