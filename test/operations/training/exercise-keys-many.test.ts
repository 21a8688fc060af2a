import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { normaliseExercise } from '../../../domain/training/rules/exercise-names.ts';
import { replayRecords } from '../../../domain/training/rules/record.ts';
import { exerciseLog } from '../../../domain/training/usecases/facts/record.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';
import { sql } from '../persistence/commands.ts';
import { courseRow } from '../persistence/stores/fixtures.ts';

const NOW = '2026-11-20T08:00:00.000Z';
const LOGS = Number(process.env['KEY_LOGS'] ?? 3_000);
const LOGS_OF_SESSION = 20;
const SEEDED_AT_ONCE = 5_000;
/** Commands that wait longer for the job fail. The bounds are generous, because other tests run at the same time. */
const MAX_WAIT_MS = 5_000;
const MAX_MS = 30_000;

/** Names of which an earlier catalogue made two exercises each. */
const NAMES = [
  ['Bench Press (Barbell)', 'Bankdrücken'],
  ['Squat (Barbell)', 'Kniebeugen'],
  ['Deadlift (Barbell)', 'Kreuzheben'],
  ['Overhead Press (Barbell)', 'Schulterdrücken'],
  ['Pull Up (Assisted)', 'assisted pull-up'],
  ['Bicep Curl (Dumbbell)', 'Bizepscurls'],
  ['Lat Pulldown (Cable)', 'Latzug'],
  ['Leg Press (Machine)', 'Beinpresse'],
  ['Front Squat (Kettlebell)', 'Kettlebell Front Squat'],
  ['Bench Press (Dumbbell)', 'Kurzhantel-Bankdrücken'],
].flat();
const earlierKey = (name: string) => `old_${name.toLowerCase().replace(/\W+/g, '_')}`;

describeEachDatabase('[PR10] a learner with many entries', (kind) => {
  async function seed(ada: Learner): Promise<void> {
    const course = courseRow(ada.userId);
    await ada.stores.courses.insert(course);
    await sql(
      ada.database,
      `INSERT INTO sessions (id, user_id, course_id, session_type, status, zone, started_at, completed_at, paused_ms,
         last_activity_at, actual_duration, moves)
       SELECT lpad(n::text, 32, '0')::uuid, $1, $2, 'practice', 'completed', 'UTC', at, at, 0, at, 60, '[]'
       FROM generate_series(0, $3::integer) n, LATERAL (SELECT '2020-01-01Z'::timestamptz + n * interval '12 h' AS at) a`,
      [ada.userId, course.id, Math.floor(LOGS / LOGS_OF_SESSION)],
    );
    for (let from = 0; from < LOGS; from += SEEDED_AT_ONCE)
      await sql(
        ada.database,
        `INSERT INTO progress_logs (id, user_id, session_id, activity_type, exercise_key, data, metrics, occurred_at, zone,
         local_day, source, status, created_at, updated_at)
       SELECT gen_random_uuid(), $1, lpad((n / $3::integer)::text, 32, '0')::uuid, 'exercise', keys[i],
         jsonb_build_object('exercise', names[i], 'exerciseKey', keys[i], 'sets', jsonb_build_array(set, set, set, set)),
         jsonb_build_object('sets', 4, 'reps', 20, 'volume', 400), at, 'UTC', at::date, 'manual', 'confirmed', at, at
       FROM generate_series($6::integer, least($2, $6 + ${SEEDED_AT_ONCE}) - 1) n,
         LATERAL (SELECT 1 + n % cardinality($4::text[]) AS i, $4::text[] AS names, $5::text[] AS keys,
           '2020-01-01Z'::timestamptz + (n / $3::integer) * interval '12 h' + n % $3::integer * interval '1 min' AS at,
           jsonb_build_object('reps', 5, 'weight', jsonb_build_object('value', 20 + (n * 7919::bigint) % 97 + n / 200, 'unit', 'kg')) AS set) a`,
        [ada.userId, LOGS, LOGS_OF_SESSION, NAMES, NAMES.map(earlierKey), from],
      );
    for (const exerciseKey of NAMES.map(earlierKey)) {
      const logs = await ada.stores.progress.counting({ userId: ada.userId, exerciseKey });
      const { state, records, last } = replayRecords(logs.map(exerciseLog));
      await ada.stores.records.saveFoldState(ada.userId, exerciseKey, state, last);
      if (kind === 'postgres' || LOGS < 10_000)
        await ada.stores.records.change(ada.userId, exerciseKey, { set: records, revoked: [] });
    }
    await sql(ada.database, 'INSERT INTO exercise_keys_due VALUES ($1)', [ada.userId]);
    await sql(ada.database, 'ANALYZE');
  }

  it('gets the keys in short transactions, and others wait for none of them long', { timeout: 600_000 }, async () => {
    const ada = await openLearner('UTC', kind);
    await seed(ada);
    let [longest, isMoving] = [0, true];
    const log = () => ada.at(NOW, 'progress.log', { activityType: 'reading', data: { minutes: 1 } });
    await log();
    const others = (async () => {
      while (isMoving) {
        const asked = performance.now();
        await log();
        longest = Math.max(longest, performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    await ada.run(NOW, 'exercise.keys', { userId: ada.userId });
    const took = performance.now() - began;
    delay.disable();
    isMoving = false;
    await others;
    const keys = await sql<{ exercise_key: string }>(
      ada.database,
      'SELECT DISTINCT exercise_key FROM progress_logs WHERE exercise_key IS NOT NULL ORDER BY exercise_key',
    );
    const present = new Set(NAMES.map((name) => normaliseExercise(name).key));
    expect(keys.map(({ exercise_key }) => exercise_key)).toEqual([...present].sort());
    expect(await ada.stores.exerciseKeys.due()).toEqual([]);
    const { stored, replayed } = await ada.facts(NOW);
    expect(stored.records).toEqual(replayed.records);
    expect(stored.tallies).toEqual(replayed.tallies);
    expect(longest).toBeLessThan(MAX_WAIT_MS);
    expect(took).toBeLessThan(MAX_MS);
  });
});
