import type { Tallies, TallyStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, isoInstant, rows } from '../../database/sql.ts';
import { COUNTING } from './counting.ts';

/**
 * Every counted thing is a step of some size at a time; a threshold was reached at the step where the running sum first
 * was as much. `numeric`, so that a sum does not depend on the order of adding.
 */
const TALLIES = `
  WITH steps AS (
    SELECT step.tally, l.occurred_at AS at, l.id, '' AS part, step.size
    FROM progress_logs l CROSS JOIN LATERAL (VALUES
      ('logs', 1::numeric),
      ('perfectQuizzes', CASE WHEN activity_type = 'quiz' AND data -> 'score' = data -> 'outOf' THEN 1 END),
      ('volume', (metrics ->> 'volume')::numeric),
      ('minutes', CASE WHEN activity_type IN ('reading', 'practice', 'reflection') THEN (data ->> 'minutes')::numeric END)
    ) AS step (tally, size)
    WHERE l.user_id = $1 AND ${COUNTING} AND step.size > 0
    UNION ALL SELECT 'records', at, entry_id, kind, 1 FROM records WHERE user_id = $1
    UNION ALL SELECT 'modules', completed_at, module_id, '', 1 FROM module_completions WHERE user_id = $1
  ), running AS (
    SELECT tally, at, sum(size) OVER (PARTITION BY tally ORDER BY at, id, part) AS total FROM steps
  ), wanted AS (
    SELECT tallies.key AS tally, threshold::numeric
    FROM jsonb_each($2::jsonb) AS tallies, jsonb_array_elements_text(tallies.value) AS threshold
  ), reached AS (
    SELECT tally, threshold, min(at) AS at FROM running JOIN wanted USING (tally) WHERE total >= threshold
    GROUP BY tally, threshold
  )
  SELECT tally, max(total)::double precision AS count,
    coalesce((
      SELECT json_object_agg(threshold, ${isoInstant('reached.at')}) FROM reached WHERE reached.tally = running.tally
    ), '{}') AS nth
  FROM running GROUP BY tally`;

/** All tallies in one query over the learner's counting entries. */
export function createTallyStore(em: EntityManager): TallyStore {
  return {
    async of(userId, thresholds) {
      const found = await rows<{ tally: keyof Tallies; count: number; nth: { [n: number]: string } }>(
        handleOf(em),
        TALLIES,
        [userId, JSON.stringify(thresholds)],
      );
      const of = (name: keyof Tallies) => {
        const { count = 0, nth = {} } = found.find(({ tally }) => tally === name) ?? {};
        return { count, nth };
      };
      return {
        logs: of('logs'),
        records: of('records'),
        modules: of('modules'),
        perfectQuizzes: of('perfectQuizzes'),
        volume: of('volume'),
        minutes: of('minutes'),
      };
    },
  };
}
