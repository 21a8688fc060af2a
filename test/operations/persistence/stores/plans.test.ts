import { beforeAll, expect, it } from 'vitest';
import type { Stores } from '../../../../domain/areas/stores.ts';
import { handleOf, rows } from '../../../../persistence/database/sql.ts';
import { describeWith } from '../../../support/services/require.ts';
import { direction, openStores } from './fixtures.ts';
import type { StoresUnderTest } from './fixtures.ts';

const PEOPLE = 5_000;
const LEARNERS = 200;
const ENTRIES_EACH = 150;

/** SQL that inserts rows of many learners. With them, reading a whole table is slower than using an index. */
const CROWD = [
  `INSERT INTO users (id, email, password_hash, tier)
   SELECT gen_random_uuid(), 'crowd' || n || '@example.com', 'x', 'free' FROM generate_series(1, ${PEOPLE}) n`,
  `INSERT INTO courses (id, owner_id, title, topic, current_level, goals, status, is_public, preferences, version, created_at, updated_at)
   SELECT gen_random_uuid(), id, 'Chess', 'Chess', 'beginner', '[]', 'active', n % 20 = 0, '{}', 1, now(), now()
   FROM (SELECT id FROM users LIMIT ${LEARNERS}) learners, generate_series(1, 5) n`,
  `INSERT INTO messages (id, user_id, course_id, role, content, state, created_at)
   SELECT gen_random_uuid(), owner_id, id, 'user', 'What is next?', 'done', now() FROM courses, generate_series(1, 30)`,
  `INSERT INTO progress_logs (id, user_id, course_id, activity_type, exercise_key, data, metrics, occurred_at, zone, local_day, source, status, created_at, updated_at)
   SELECT gen_random_uuid(), c.owner_id, c.id, 'exercise', 'exercise_' || n % 12, '{"sets": []}', '{"volume": 100}',
     now() - n * interval '1 day', 'UTC', current_date - n, 'manual', 'confirmed', now(), now()
   FROM (SELECT DISTINCT ON (owner_id) * FROM courses) c, generate_series(1, ${ENTRIES_EACH}) n`,
  `INSERT INTO sessions (id, user_id, course_id, session_type, status, zone, started_at, paused_ms, last_activity_at)
   SELECT gen_random_uuid(), owner_id, id, 'practice', 'completed', 'UTC', now(), 0, now() FROM courses, generate_series(1, 10)`,
  `INSERT INTO device_sessions (id, user_id, name, ip_prefix, token_hash, rotated_at, expires_at, created_at, last_seen_at)
   SELECT gen_random_uuid(), id, 'Phone', '::/48', md5(n || id::text), now(), now(), now(), now() FROM (SELECT id FROM users LIMIT ${LEARNERS}) learners, generate_series(1, 20) n`,
  `INSERT INTO memories (id, user_id, memory_type, key, value, context, importance_score, embedding, last_accessed, created_at)
   SELECT gen_random_uuid(), id, 'fact', 'fact_' || n, to_jsonb(repeat('words ', 60)), 'global', 0.5,
     (SELECT array_agg(n + i) FROM generate_series(1, 1536) i)::vector, now(), now()
   FROM (SELECT * FROM users LIMIT 100) u, generate_series(1, 15) n`,
  'VACUUM ANALYZE',
];

// PGlite would choose the same query plans and insert the rows more slowly, so only Postgres is tested.
describeWith('postgres')('frequent queries use their index', () => {
  let stores: StoresUnderTest;
  let userId: string;
  let courseId: string;
  beforeAll(async () => {
    stores = await openStores('postgres');
    for (const statement of CROWD) await stores.sql(statement);
    const someone = await stores.sql<{ user_id: string; course_id: string }>(
      'SELECT l.user_id, l.course_id FROM progress_logs l JOIN memories m ON m.user_id = l.user_id LIMIT 1',
    );
    ({ user_id: userId = '', course_id: courseId = '' } = someone[0] ?? {});
  });

  /**
   * Return the names of the indexes that the statements of `work` used for this table. An `undefined` entry means that
   * a statement read the whole table.
   */
  async function indexesUsed(
    table: string,
    work: (stores: Stores) => Promise<unknown>,
    settings: string[] = [],
  ): Promise<string[]> {
    return stores.write(async (tx, em) => {
      for (const setting of settings) await em.execute(`SET LOCAL ${setting}`);
      const scans = () =>
        rows<{ name: string; scans: number }>(
          handleOf(em),
          `SELECT oid::regclass::text AS name, pg_stat_get_xact_numscans(oid)::integer AS scans FROM pg_class
           WHERE oid = $1::regclass OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = $1::regclass) ORDER BY 1`,
          [table],
        );
      const before = await scans();
      await work(tx);
      const after = await scans();
      return after.filter(({ scans: now }, index) => now > (before[index]?.scans ?? 0)).map(({ name }) => name);
    });
  }

  const page = { page: 1, limit: 20 };
  const cases: [string, string, RegExp, (tx: Stores) => Promise<unknown>][] = [
    [
      'progress.list',
      'progress_logs',
      /^progress_logs_course_id_index$/,
      (tx) => tx.progress.list({ userId, courseId, ...page, sort: 'occurredAt:desc' }),
    ],
    [
      'the entries of an exercise',
      'progress_logs',
      /^progress_logs_exercise_index$/,
      (tx) => tx.progress.counting({ userId, exerciseKey: 'exercise_3' }),
    ],
    [
      'the newest of an exercise',
      'progress_logs',
      /^progress_logs_exercise_index$/,
      (tx) => tx.progress.counting({ userId, exerciseKey: 'exercise_3', limit: 3, newestFirst: true }),
    ],
    ['the days of a streak', 'progress_logs', /^progress_logs_days_index$/, (tx) => tx.progress.days(userId)],
    [
      'course.list of mine',
      'courses',
      /^courses_owner_id_/,
      (tx) => tx.courses.list({ viewerId: userId, scope: 'mine', ...page, sort: 'createdAt:desc' }),
    ],
    [
      'course.list of public ones',
      'courses',
      /^courses_public_index$/,
      (tx) => tx.courses.list({ scope: 'public', ...page, sort: 'createdAt:desc' }),
    ],
    ['one standing', 'courses', /^courses_pkey$/, (tx) => tx.courses.standings(userId, [courseId])],
    ['session.active', 'sessions', /^sessions_running_unique$/, (tx) => tx.sessions.active(userId)],
    [
      'session.list',
      'sessions',
      /^sessions_user_id_index$/,
      (tx) => tx.sessions.list({ userId, courseId, ...page, sort: 'startedAt:desc' }),
    ],
    ['a refresh', 'device_sessions', /^device_sessions_token_hash_unique$/, (tx) => tx.devices.findByToken('x')],
    ['a user by e-mail', 'users', /^users_email_unique$/, (tx) => tx.users.findByEmail('crowd3@example.com')],
  ];
  it.each(cases)('%s', async (_name, table, index, work) => {
    expect(await indexesUsed(table, work)).toEqual([expect.stringMatching(index)]);
  });

  it.each([undefined, '80000000-0000-0000-0000-000000000000'])('chat.history before %s', async (before) => {
    const used = await indexesUsed('messages', (tx) => tx.messages.history({ userId, courseId, before, limit: 20 }));
    // One index finds the messages of the page, and other indexes find the rows that belong to these messages. No table
    // is read as a whole.
    expect(used).toContain('messages_history_index');
    expect(used).not.toContain('messages');
  });

  it('the tallies of achievements read the learner’s confirmed entries once', async () => {
    const used = await indexesUsed('progress_logs', (tx) =>
      tx.tallies.of(userId, { logs: [1], records: [1], modules: [1], perfectQuizzes: [1], volume: [1], minutes: [1] }),
    );
    expect(used).toHaveLength(1);
    expect(used[0]).toMatch(/_index$/);
  });

  const nearest = (tx: Stores) => tx.memories.nearest({ userId, embedding: direction(0), text: 'words', limit: 5 });

  it('memories.nearest sorts the few memories of one learner and not those of many', async () => {
    const used = await indexesUsed('memories', nearest);
    expect(used.filter((name) => !/^memories_(type|context|user_id|importance|key)_index$/.test(name))).toEqual([
      'memories_pkey',
    ]);
  });

  it('memories.nearest can use the vector index', async () => {
    expect(await indexesUsed('memories', nearest, ['enable_seqscan = off', 'enable_sort = off'])).toContain(
      'memories_embedding_index',
    );
  });
});
