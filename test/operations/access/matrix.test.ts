import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorsOf } from '../../../domain/contract/errors-of.ts';
import { openDevice } from '../../support/api.ts';
import { createOwner, furnishAndDelete, idAt, ownInput, unknownIds } from '../../support/belongings.ts';
import type { Ids, Owner } from '../../support/belongings.ts';
import { callRest, callSocket, contract, idPathsOf, withAt } from '../../support/contract-calls.ts';
import type { Input, Outcome, Spec } from '../../support/contract-calls.ts';
import { startNode } from '../../support/node.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

/** The operations that take a password or a token in their input. Anybody may call them without signing in. */
const SIGNING_IN = /^auth\.(?:register|login|refresh)$/;
/** The operations that end the caller's session or delete the account. They are called last, each by another user. */
const ENDS_ITS_CALLER = ['auth.logout', 'auth.revoke', 'user.delete'];
/** The operations with which every signed-in user may read some fields of every other user. */
const SHOWN_TO_ALL = new Set(['user.get userId']);
/**
 * The fields that name a course or a part of one. With such an id, a learner in the course or an admin may read what
 * belongs to its author.
 */
const COURSE_IDS = /^(?:courseId|moduleId|context|stream|context\.moduleId|current\.moduleId)$/;

const cases = contract
  .filter(([name]) => !SIGNING_IN.test(name))
  .flatMap(([name, spec]) => idPathsOf(spec).map((path): [string, Spec] => [`${name} ${path}`, spec]));

describeWith('postgres')('who may do what with which id', () => {
  let url: string;
  let [author, stranger, learner, admin]: Owner[] = [];
  let deleted: Ids;
  let publicIds: Pick<Ids, 'courseId' | 'moduleId'>;
  const unknown = unknownIds();

  beforeAll(async () => {
    const database = await freshDatabase();
    ({ url } = await startNode({ DATABASE_URL: database.url }));
    [author, stranger, learner, admin] = await Promise.all([1, 2, 3, 4].map(() => createOwner(url)));
    deleted = await furnishAndDelete(url);
    const open = await author!.device.call('course.create', { topic: 'Chess for all', isPublic: true });
    const { data } = await author!.device.call('module.list', { courseId: open.id });
    publicIds = { courseId: open.id, moduleId: data[0]!.id };
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('INSERT INTO enrolments (user_id, course_id) VALUES ($1, $2)', [
      learner!.id,
      author!.ids.courseId,
    ]);
    await client.query(`INSERT INTO user_roles (user_id, role) VALUES ($1, 'admin')`, [admin!.id]);
    await client.end();
    // A socket keeps the roles that the user had at the handshake [C6], so the new admin connects again.
    admin!.device = await openDevice(url, admin!.accessToken);
    // While a user has a running session, `session.start` joins it, whatever id is sent. So the sessions are completed
    // first.
    for (const { device, ids } of [stranger!, learner!, admin!])
      await device.call('session.complete', { sessionId: ids.sessionId });
  });

  async function call(caller: Owner, name: string, spec: Spec, input: Input): Promise<Outcome> {
    const outcome = spec.rest
      ? await callRest(url, name, input, caller.accessToken)
      : await callSocket(caller.device, name, input);
    expect(['ok', ...errorsOf(spec)], `what ${name} declares`).toContain(outcome.code);
    if (outcome.code === 'ok' || !spec.rest || spec.socket === false) return outcome;
    // The same call over the socket must fail with the same error.
    const other = await callSocket(caller.device, name, input);
    expect([other.code, other.message], `${name} by the socket`).toEqual([outcome.code, outcome.message]);
    return outcome;
  }

  /** Call an operation with the caller's own input, but at one path put an id that belongs to another user. */
  async function withForeign(caller: Owner, key: string, spec: Spec, ids: Ids): Promise<Outcome[]> {
    const [name = '', path = ''] = key.split(' ');
    const own = ownInput(name, spec.example.input, caller.ids);
    const outcomes = [];
    for (const id of idAt(name, path, ids)) outcomes.push(await call(caller, name, spec, withAt(own, path, id)));
    return outcomes;
  }

  const codesOf = (outcomes: Outcome[]) => outcomes.map(({ code }) => code);
  const told = (outcomes: Outcome[]) => outcomes.map(({ code, message }) => `${code}: ${message}`);
  const speaksOfAuthor = (outcomes: Outcome[]) => outcomes.some(({ text }) => text.includes(author!.secret));
  const isCreation = (key: string) => key.endsWith(' id');
  const isOfCourse = (key: string) => COURSE_IDS.test(key.split(' ')[1] ?? '');

  /**
   * Return the errors that a caller gets for ids which nobody has. For another user's id they must be the same, so that
   * the caller can't learn whether the id exists.
   */
  const asUnknown = async (caller: Owner, key: string, spec: Spec) =>
    isCreation(key) ? ['already_exists: id: exists already'] : told(await withForeign(caller, key, spec, unknown));

  it.each(contract.filter(([name, { rest }]) => rest && !SIGNING_IN.test(name)))(
    '%s: needs a token',
    async (name, spec) => {
      const outcome = await callRest(url, name, ownInput(name, spec.example.input, author!.ids));
      expect(outcome.text).not.toContain(author!.secret);
      const expected = spec.access === 'public' ? ['ok', 'not_found'] : ['unauthenticated'];
      expect(expected).toContain(outcome.code);
    },
  );

  it.each(cases.filter(([key]) => !SHOWN_TO_ALL.has(key)))(
    '%s: a stranger can’t tell a private thing from one that does not exist',
    async (key, spec) => {
      const outcomes = await withForeign(stranger!, key, spec, author!.ids);
      expect(speaksOfAuthor(outcomes)).toBe(false);
      expect(told(outcomes)).toEqual(await asUnknown(stranger!, key, spec));
      expect(spec.writes === true && codesOf(outcomes).includes('ok')).toBe(false);
    },
  );

  it.each(cases)(
    '%s: a deleted thing behaves as if it had never existed, and its id is never used again',
    async (key, spec) => {
      const outcomes = await withForeign(stranger!, key, spec, deleted);
      expect(told(outcomes)).toEqual(await asUnknown(stranger!, key, spec));
    },
  );

  it.each(cases.filter(([key]) => !isOfCourse(key) && !SHOWN_TO_ALL.has(key)))(
    '%s: an enrolled learner can’t see other people’s own things',
    async (key, spec) => {
      const outcomes = await withForeign(learner!, key, spec, author!.ids);
      expect(speaksOfAuthor(outcomes)).toBe(false);
      expect(told(outcomes)).toEqual(await asUnknown(learner!, key, spec));
    },
  );

  it.each(cases.filter(([, { access }]) => typeof access === 'object'))(
    '%s: an enrolled learner gets the error that only the author may do this',
    async (key, spec) => {
      expect(codesOf(await withForeign(learner!, key, spec, author!.ids))).toEqual(['forbidden']);
    },
  );

  // `memory.store` with the id of a course that the caller may read stores a memory of the caller, which is allowed.
  it.each(cases.filter(([key, { writes }]) => writes && key !== 'memory.store context'))(
    '%s: an admin changes nothing',
    async (key, spec) => {
      expect(codesOf(await withForeign(admin!, key, spec, author!.ids))).not.toContain('ok');
    },
  );

  it.each(cases.filter(([key]) => !isOfCourse(key) && !SHOWN_TO_ALL.has(key)))(
    '%s: an admin can’t see private texts',
    async (key, spec) => {
      expect(speaksOfAuthor(await withForeign(admin!, key, spec, author!.ids))).toBe(false);
    },
  );

  it.each(cases.filter(([key, { access }]) => /(?:courseId|moduleId)$/.test(key) && access === 'public'))(
    '%s: everybody may read a public course',
    async (key, spec) => {
      const [code] = codesOf(await withForeign(stranger!, key, spec, { ...unknown, ...publicIds }));
      // `module.previous` finds nothing, because the id is that of the first module of the course.
      expect(code).toBe(key.startsWith('module.previous') ? 'not_found' : 'ok');
    },
  );

  it.each(cases.filter(([key, { writes }]) => /(?:courseId|moduleId)$/.test(key) && writes))(
    '%s: only the author may change a public course',
    async (key, spec) => {
      const codes = codesOf(await withForeign(stranger!, key, spec, { ...unknown, ...publicIds }));
      expect(codes).not.toContain('ok');
      expect(typeof spec.access === 'string' || codes.every((code) => code === 'forbidden')).toBe(true);
    },
  );

  it('the author’s things are unchanged', async () => {
    const { device, ids, secret } = author!;
    const course = await device.call('course.get', { courseId: ids.courseId });
    expect(course).toMatchObject({ topic: `Running ${secret}`, description: secret, version: 1 });
    expect(await device.call('session.get', { sessionId: ids.sessionId })).toMatchObject({ notes: secret });
    const { data: memories } = await device.call('memory.list', {});
    expect(memories.find(({ id }) => id === ids.memoryId)).toMatchObject({ value: secret });
    const { data: entries } = await device.call('progress.list', { courseId: ids.courseId });
    expect(entries.map(({ id }) => id)).toEqual([ids.progressId]);
    const { data: messages } = await device.call('chat.history', { courseId: ids.courseId });
    expect(messages[0]).toMatchObject({ id: ids.messageId, content: expect.stringContaining(secret) });
    expect(messages).toHaveLength(2);
  });

  describe('everybody may use their own ids', () => {
    const last = ({ 0: name }: [string, Spec]) => 1 + ENDS_ITS_CALLER.indexOf(name);
    const order = contract.filter(([name]) => !SIGNING_IN.test(name)).sort((a, b) => last(a) - last(b));
    it.each(order)('%s', async (name, spec) => {
      const caller = await createOwner(url);
      const input =
        name === 'auth.renew' ? { token: caller.accessToken } : ownInput(name, spec.example.input, caller.ids);
      const { code, message } = await call(caller, name, spec, input);
      // These errors show that the caller was allowed to call, and that only the state forbids the call. For example, a
      // session that is not paused can't be resumed.
      const isPastTheDoor =
        ['ok', 'conflict', 'gone'].includes(code) || (code === 'not_found' && name.startsWith('module.'));
      expect(isPastTheDoor, `${code}: ${message}`).toBe(true);
    });
  });
});
