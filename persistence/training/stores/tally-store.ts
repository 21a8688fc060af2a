import type { Tallies, TallyStore, Thresholds } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, isoInstant, rows } from '../../database/sql.ts';

/** The tallies that triggers keep up to date in the table `log_tallies`; see the migration that made the triggers. */
const KEPT = ['logs', 'perfectQuizzes', 'volume', 'minutes'] as const;
type Kept = (typeof KEPT)[number];

interface KeptTally {
  tally: Kept;
  /** A `numeric` as text, so that a sum does not depend on the order in which its terms were added. */
  total: string;
  /** the total before the newest log was added */
  before: string;
  lastStep: string;
  lastAt: string;
  lastEntryId: string;
  /** for each threshold, the time at which the total first reached it */
  reached: { [threshold: string]: string };
}

const READ = `
  SELECT tally, total, total - last_step AS before, last_step AS "lastStep", ${isoInstant('last_at')} AS "lastAt", last_entry_id AS "lastEntryId", reached
  FROM log_tallies WHERE user_id = $1`;

const REPLAY = `
  WITH running AS (
    SELECT step.tally, step.size, log.occurred_at AS at, log.id,
      sum(step.size) OVER (PARTITION BY step.tally ORDER BY log.occurred_at, log.id) AS total
    FROM progress_logs log CROSS JOIN LATERAL log_steps(log) AS step
    WHERE log.user_id = $1 AND step.tally = ANY($2::text[])
  ), newest AS (
    SELECT DISTINCT ON (tally) * FROM running ORDER BY tally, at DESC, id DESC
  ), reached AS (
    SELECT tally, threshold, at FROM running
    JOIN (
      SELECT wanted.key AS tally, threshold FROM jsonb_each($3::jsonb) AS wanted, jsonb_array_elements_text(wanted.value) AS threshold
    ) AS wanted USING (tally)
    WHERE total >= threshold::numeric AND total - size < threshold::numeric
  )
  SELECT tally, coalesce(total, 0) AS total, coalesce(total - size, 0) AS before, coalesce(size, 0) AS "lastStep",
    coalesce(${isoInstant('at')}, '-infinity') AS "lastAt",
    coalesce(id, '00000000-0000-0000-0000-000000000000') AS "lastEntryId",
    coalesce((
      SELECT json_object_agg(threshold, ${isoInstant('reached.at')}) FROM reached WHERE reached.tally = asked.tally
    ), '{}') AS reached
  FROM unnest($2::text[]) AS asked (tally) LEFT JOIN newest USING (tally)`;

const SAVE = `
  INSERT INTO log_tallies (user_id, tally, total, last_step, last_at, last_entry_id, reached)
  SELECT $1::uuid, kept.* FROM jsonb_to_recordset($2::jsonb) AS kept (
    tally text, total numeric, "lastStep" numeric, "lastAt" timestamptz, "lastEntryId" uuid, reached jsonb)
  ON CONFLICT (user_id, tally) DO UPDATE SET total = excluded.total, last_step = excluded.last_step,
    last_at = excluded.last_at, last_entry_id = excluded.last_entry_id, reached = excluded.reached`;

// Records and modules have no stored tally. Only as many of their rows are read as the highest threshold needs.
const COUNTED = `
  SELECT 'records' AS tally, n, ${isoInstant('at')} AS at
  FROM (SELECT row_number() OVER (ORDER BY at) AS n, at FROM records WHERE user_id = $1 ORDER BY at LIMIT $2) AS records
  UNION ALL
  SELECT 'modules', n, ${isoInstant('completed_at')} FROM (
    SELECT row_number() OVER (ORDER BY completed_at) AS n, completed_at FROM module_completions
    WHERE user_id = $1 ORDER BY completed_at LIMIT $3) AS modules
  ORDER BY n`;

export function createTallyStore(em: EntityManager): TallyStore {
  const query = <T>(text: string, values: unknown[]) => rows<T>(handleOf(em), text, values);

  /**
   * Return the stored tallies that are complete, and compute the others from all logs. Inside a transaction the changed
   * tallies are stored too, because the transaction holds the lock of the user's stream.
   */
  async function kept(userId: string, thresholds: Thresholds): Promise<KeptTally[]> {
    const found = await query<KeptTally>(READ, [userId]);
    const known = found.map((one) => withNewest(one, thresholds[one.tally]));
    const holding = known.filter((one) => isComplete(one, thresholds[one.tally]));
    const missing = KEPT.filter((tally) => !holding.some((one) => one.tally === tally));
    const replayed =
      missing.length > 0 ? await query<KeptTally>(REPLAY, [userId, missing, JSON.stringify(thresholds)]) : [];
    const changed = [...holding.filter((one) => !found.includes(one)), ...replayed];
    if (changed.length > 0 && em.isInTransaction()) await query(SAVE, [userId, JSON.stringify(changed)]);
    return [...holding, ...replayed];
  }

  return {
    async of(userId, thresholds) {
      const tallies = Object.fromEntries(
        (await kept(userId, thresholds)).map(({ tally, total, reached }) => [
          tally,
          { count: Number(total), nth: reached },
        ]),
      ) as Pick<Tallies, Kept>;
      const most = (name: 'records' | 'modules') => Math.max(0, ...thresholds[name]);
      const counted = await query<{ tally: string; n: string; at: string }>(COUNTED, [
        userId,
        most('records'),
        most('modules'),
      ]);
      const of = (name: 'records' | 'modules') => {
        const times = counted.filter(({ tally }) => tally === name).map(({ at }) => at);
        const reached = thresholds[name].flatMap((n) => (times[n - 1] === undefined ? [] : [[n, times[n - 1]]]));
        return { count: times.length, nth: Object.fromEntries(reached) };
      };
      return { ...tallies, records: of('records'), modules: of('modules') };
    },
  };
}

/** Add the thresholds that the total reached with the newest log, with the time of that log. */
function withNewest(kept: KeptTally, thresholds: readonly number[]): KeptTally {
  const [before, total] = [Number(kept.before), Number(kept.total)];
  const passed = thresholds.filter((one) => kept.reached[one] === undefined && before < one && one <= total);
  if (passed.length === 0) return kept;
  return { ...kept, reached: { ...kept.reached, ...Object.fromEntries(passed.map((n) => [n, kept.lastAt])) } };
}

function isComplete({ total, reached }: KeptTally, thresholds: readonly number[]): boolean {
  return thresholds.every((threshold) => threshold > Number(total) || reached[threshold] !== undefined);
}
