import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { createTransactions } from '../../../persistence/database/transactions.ts';
import { openJobs } from '../../../persistence/jobs/jobs.ts';
import { createStores } from '../../../persistence/stores.ts';
import { createLog } from '../../../server/telemetry/log.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { sql } from './commands.ts';
import { courseRow, deviceRow, entryRow, memoryRow, userRow } from './stores/fixtures.ts';

const WORD = 'zeugma';

/**
 * Return functions that each run a failing statement which contains WORD: with raw SQL, Kysely and MikroORM, inside and
 * outside a transaction.
 */
function failures(database: Database, userId: string): { [name: string]: () => Promise<unknown> } {
  const stores = createStores(database.orm.em.fork());
  const transactions = createTransactions({
    database,
    createStores,
    jobs: { schedule: async () => undefined },
    onCommit: () => undefined,
  });
  const long = WORD.repeat(100);
  const raw = (text: string, ...values: unknown[]) => rows(handleOf(database.orm.em.fork()), text, values);
  return {
    'a value of another type': () => raw('SELECT $1::int', WORD),
    'a value that is too long': () => stores.users.insert(userRow({ email: `${long}@example.com` })),
    'a check': () => stores.users.insert(userRow({ email: `${WORD.toUpperCase()}@example.com` })),
    'a key that is taken': () => raw(`INSERT INTO users SELECT * FROM users WHERE email = $1`, `${WORD}@example.com`),
    'a reference to nothing': () =>
      stores.devices.insert(deviceRow(newId(), WORD, { name: WORD, revokedReason: WORD, ipPrefix: WORD })),
    'a null': () => raw('INSERT INTO user_settings (user_id, theme) VALUES ($1, $2)', userId, WORD),
    'a document that is none': () => raw('SELECT $1::jsonb', `{${WORD}`),
    'a time that is none': () => stores.progress.insert(entryRow(userId, { occurredAt: WORD })),
    'a word of the statement': () => raw(`SELECT ${WORD} FROM users WHERE email = $1`, WORD),
    'an update in a transaction': () =>
      transactions.run({ userId, streams: [] }, async (tx) => {
        const course = courseRow(userId);
        await tx.courses.insert(course);
        await tx.courses.save({ ...course, title: long });
      }),
    'a memory': () => stores.memories.insert({ ...memoryRow(userId), key: long, value: WORD }, undefined),
  };
}

describeEachDatabase('an error of the database', (kind) => {
  it('[TK6] is logged without user content, and holds none', async () => {
    const database = await testDatabase(kind);
    const user = userRow({ email: `${WORD}@example.com` });
    await createStores(database.orm.em.fork()).users.insert(user);
    const lines: string[] = [];
    const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const hiding = new Set<string>();
    for (const [name, fail] of Object.entries(failures(database, user.id))) {
      const error = await fail().then(
        () => undefined,
        (failure: unknown) => failure as Error,
      );
      expect(error, name).toBeInstanceOf(Error);
      // If the process crashed with this error, Node would print this text.
      if (name !== 'a word of the statement' && inspect(error).includes(WORD)) hiding.add(name);
      log.error({ error }, 'A request failed');
      log.error({ err: new Error('an operation failed', { cause: error }) }, name);
      log.error({ error: new AggregateError([error]) }, name);
    }
    expect([...hiding]).toEqual([]);
    const told = lines.filter((line) => line.includes(WORD) && !line.includes('column \\"zeugma\\" does not exist'));
    expect(told).toEqual([]);
    const first = JSON.parse(lines[0] ?? '{}');
    expect(first.error).toMatchObject({ code: '22P02', stack: expect.stringMatching(/^ {4}at /) });
  });

  it('[TK6] is stored with a failed job without user content', async () => {
    const database = await testDatabase(kind);
    const told: Error[] = [];
    const jobs = await openJobs(database, { onError: (error) => told.push(error) });
    onCleanup(() => jobs.stop());
    await jobs.schedule(handleOf(database.orm.em.fork()), 'streak.tick', { userId: newId() });
    await jobs.work({
      'session.idle': async () => undefined,
      'memory.embed': async () => undefined,
      'exercise.keys': async () => undefined,
      'streak.tick': async () => void (await sql(database, 'SELECT $1::int', [WORD])),
    });
    await expect.poll(() => told.length).toBeGreaterThan(0);
    expect(inspect(told)).not.toContain(WORD);
    await expect
      .poll(() => sql(database, `SELECT FROM jobs.job WHERE name = 'streak.tick' AND output IS NOT NULL`))
      .not.toEqual([]);
    expect(await sql(database, `SELECT FROM jobs.job job WHERE job::text LIKE '%${WORD}%'`)).toEqual([]);
  });
});
