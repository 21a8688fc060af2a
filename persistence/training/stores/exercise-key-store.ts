import type { ExerciseKeyStore, StoredExercise } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { propertiesOf } from '../../query/read.ts';
import { ProgressLogEntity } from '../entities/progress.ts';

/** Learners or entries per statement, few enough that neither PGlite nor the event loop is held for long. */
const PAGE = 500;
/** Entries per statement, few enough that the statement ends long before its timeout. */
const MOVED_AT_ONCE = 5_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const BEGIN_ROUND = `
  WITH begun AS (DELETE FROM exercise_key_rounds WHERE due_at <= $1::timestamptz RETURNING due_at)
  INSERT INTO exercise_keys_due (user_id)
  SELECT id FROM users WHERE EXISTS (SELECT FROM begun)
    AND EXISTS (SELECT FROM progress_logs WHERE user_id = users.id AND exercise_key IS NOT NULL)
  ON CONFLICT DO NOTHING`;

const IS_WEIGHTED = `jsonb_path_exists(data, '$.sets[*].weight.unit ? (@ != "bodyweight")')`;

const NAMES = `
  SELECT exercise_key AS "exerciseKey", data ->> 'exercise' AS name, count(*)::integer AS entries,
    bool_and(data ->> 'exerciseKey' IS NOT DISTINCT FROM exercise_key) AS "isWhole",
    bool_or(${IS_WEIGHTED}) AS "isWeighted"
  FROM progress_logs
  WHERE user_id = $1 AND exercise_key IS NOT NULL AND erased_at IS NULL
    AND data ->> 'exercise' IS NOT NULL AND jsonb_typeof(data -> 'sets') = 'array'
  GROUP BY exercise_key, data ->> 'exercise'
  ORDER BY exercise_key, name`;

const MOVE = `
  WITH move AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS move (before, name, key)
  ), outdated AS (
    SELECT log.id, move.key FROM progress_logs log
    JOIN move ON log.exercise_key = move.before AND log.data ->> 'exercise' = move.name
    WHERE log.user_id = $1 AND log.erased_at IS NULL
      AND (log.exercise_key <> move.key OR log.data ->> 'exerciseKey' IS DISTINCT FROM move.key)
    LIMIT ${MOVED_AT_ONCE}
  ), moved AS (
    UPDATE progress_logs log
    SET exercise_key = outdated.key, data = jsonb_set(log.data, '{exerciseKey}', to_jsonb(outdated.key))
    FROM outdated WHERE log.id = outdated.id AND log.erased_at IS NULL
    RETURNING 1
  ) SELECT (SELECT count(*) FROM moved)::integer AS moved, (SELECT count(*) FROM outdated)::integer AS found`;

const WEIGHTED = `
  SELECT * FROM progress_logs
  WHERE user_id = $1 AND exercise_key = $2 AND erased_at IS NULL AND id > $3::uuid AND ${IS_WEIGHTED}
  ORDER BY id LIMIT ${PAGE}`;

const SAVE_SETS = `
  UPDATE progress_logs log SET data = changed.data::jsonb, metrics = changed.metrics::jsonb
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS changed (id, data, metrics)
  WHERE log.id = changed.id AND log.erased_at IS NULL`;

export function createExerciseKeyStore(em: EntityManager): ExerciseKeyStore {
  const query = <T>(text: string, values: unknown[]) => rows<T>(handleOf(em), text, values);
  return {
    async beginRound(now) {
      await query(BEGIN_ROUND, [now]);
    },

    async due(after = BEFORE_ALL) {
      const found = await query<{ userId: string }>(
        `SELECT user_id AS "userId" FROM exercise_keys_due WHERE user_id > $1::uuid ORDER BY user_id LIMIT ${PAGE}`,
        [after],
      );
      return found.map(({ userId }) => userId);
    },

    async take(userId) {
      await query('DELETE FROM exercise_keys_due WHERE user_id = $1', [userId]);
    },

    names: (userId) => query<StoredExercise>(NAMES, [userId]),

    async move(userId, moves) {
      const columns = [moves.map(({ from }) => from), moves.map(({ name }) => name), moves.map(({ to }) => to)];
      for (let all = 0; ;) {
        const [step] = await query<{ moved: number; found: number }>(MOVE, [userId, ...columns]);
        all += step?.moved ?? 0;
        if ((step?.found ?? 0) < MOVED_AT_ONCE) return all;
      }
    },

    async weighted(userId, exerciseKey, after = BEFORE_ALL) {
      const found = await query<{ [column: string]: unknown }>(WEIGHTED, [userId, exerciseKey, after]);
      return found.map(propertiesOf(em, ProgressLogEntity));
    },

    async saveSets(entries) {
      const json = (key: 'data' | 'metrics') => entries.map((entry) => JSON.stringify(entry[key]));
      await query(SAVE_SETS, [entries.map(({ id }) => id), json('data'), json('metrics')]);
    },
  };
}
