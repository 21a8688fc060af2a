import type { FactStore, StoredFacts } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, isoInstant, prepared, rows } from '../../database/sql.ts';
import { present } from '../../query/rows.ts';
import { COUNTING } from './counting.ts';

const AROUND = prepared(
  'facts_around',
  `SELECT
    (SELECT json_build_object('state', state, 'last', CASE WHEN last_entry_id IS NOT NULL THEN
        json_build_object('occurredAt', ${isoInstant('last_occurred_at')}, 'id', last_entry_id) END)
      FROM exercise_facts WHERE user_id = $1 AND exercise_key = $2) AS fold,
    (SELECT json_agg(json_build_object('scope', scope, 'unit', unit, 'current', current, 'longest', longest, 'status', status,
      'freezes', freezes, 'nextMilestone', next_milestone, 'computedOn', computed_on))
      FROM streaks WHERE user_id = $1 AND (scope = 'overall' OR scope = $3)) AS streaks,
    EXISTS (SELECT FROM progress_logs WHERE user_id = $1 AND local_day = $4 AND id <> $5 AND ${COUNTING})
    AND ($3::text IS NULL OR EXISTS (
      SELECT FROM progress_logs WHERE user_id = $1 AND local_day = $4 AND id <> $5 AND course_id = $3::uuid AND ${COUNTING})
    ) AS "isDayKnown",
    (SELECT json_object_agg(tally, total) FROM log_tallies WHERE user_id = $1 HAVING count(*) = 4) AS counts,
    (SELECT count(*)::integer FROM (SELECT FROM records WHERE user_id = $1 LIMIT $6) AS counted) AS records,
    (SELECT count(*)::integer FROM (SELECT FROM module_completions WHERE user_id = $1 LIMIT $7) AS counted) AS modules,
    ARRAY(SELECT key FROM achievements WHERE user_id = $1 AND earned_at IS NOT NULL)::text[] AS earned,
    (SELECT json_agg(json_build_object('id', id, 'occurredAt', ${isoInstant('occurred_at')}, 'sessionId', session_id,
      'exercise', data -> 'exercise', 'exerciseKey', exercise_key, 'sets', data -> 'sets') ORDER BY occurred_at, id)
      FROM (
        SELECT id, occurred_at, session_id, exercise_key, data FROM progress_logs
        WHERE user_id = $1 AND exercise_key = $2 AND ${COUNTING}
        ORDER BY occurred_at DESC, id DESC LIMIT $8) AS newest
    ) AS latest`,
);

interface Around {
  fold: { state: unknown; last: { occurredAt: string; id: string } | null } | null;
  streaks: StoredFacts['streaks'] | null;
  isDayKnown: boolean;
  counts: { logs: number; perfectQuizzes: number; volume: number; minutes: number } | null;
  records: number;
  modules: number;
  earned: string[];
  latest: StoredFacts['latest'] | null;
}

export function createFactStore(em: EntityManager): FactStore {
  return {
    async around({ id, userId, exerciseKey, courseId, localDay }, { thresholds, lookBack }) {
      const [found] = await rows<Around>(handleOf(em), AROUND, [
        userId,
        exerciseKey ?? null,
        courseId ?? null,
        localDay,
        id,
        Math.max(0, ...thresholds.records),
        Math.max(0, ...thresholds.modules),
        lookBack,
      ]);
      if (!found) throw new Error('a select without FROM answers one row');
      const { fold, streaks, isDayKnown, counts, records, modules, earned, latest } = found;
      return {
        ...(fold && { fold: { state: fold.state, ...(fold.last && { last: fold.last }) } }),
        streaks: (streaks ?? []).map(present),
        isDayKnown,
        ...(counts && { counts: { ...counts, records, modules } }),
        earned,
        latest: (latest ?? []).map(present),
      };
    },
  };
}
