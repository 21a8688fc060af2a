import type { Database } from '../database/database.ts';
import { handleOf, rows } from '../database/sql.ts';

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;
/** How long a repeated opId gets the first result [M2]. */
const OP_DAYS = 7;
/**
 * How much longer revocations are kept than access tokens live. The margin is needed because clocks differ and nodes
 * also read slightly older revocations.
 */
const REVOCATION_MARGIN_DAYS = 1;
/**
 * Rows per statement. They are few enough that no command waits for their locks, and that PGlite blocks the event loop
 * for only 10 ms.
 */
const BATCH = 2_000;

const ERASE_ENTRIES = `
  WITH emptied AS (
    UPDATE progress_logs
    SET data = '{}', metrics = '{}', notes = NULL, quote = NULL, exercise_key = NULL, history = NULL, erased_at = now()
    WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM progress_logs
      WHERE (status = 'undone' OR deleted_at IS NOT NULL) AND erased_at IS NULL AND updated_at < $1::timestamptz
      ORDER BY updated_at LIMIT ${BATCH})) RETURNING 1
  ) SELECT count(*) FROM emptied`;

/**
 * Removes applied operations after `OP_DAYS`, events older than `eventDays` [S7], and revocations that no valid token
 * needs any more [C6]. Stream heads stay. Entries that were undone or deleted more than `eventDays` ago are emptied
 * [ER2]: their rows keep only what prevents the same activity from being logged again. Returns the number of rows of
 * each kind.
 */
export async function purge(
  { orm }: Database,
  now: Date,
  { eventDays, accessSeconds }: { eventDays: number; accessSeconds: number },
): Promise<{ ops: number; events: number; revocations: number; entries: number }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();

  const remove = (table: string, time: string, days: number) =>
    inBatches(
      `WITH gone AS (
         DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM ${table} WHERE ${time} < $1::timestamptz ORDER BY ${time} LIMIT ${BATCH})) RETURNING 1
       ) SELECT count(*) FROM gone`,
      days,
    );

  async function inBatches(statement: string, days: number): Promise<number> {
    for (let done = 0; ;) {
      const [row] = await rows<{ count: string }>(handleOf(orm.em), statement, [before(days)]);
      const count = Number(row?.count ?? 0);
      done += count;
      if (count < BATCH) return done;
    }
  }

  return {
    ops: await remove('operations', 'created_at', OP_DAYS),
    events: await remove('stream_events', 'at', eventDays),
    entries: await inBatches(ERASE_ENTRIES, eventDays),
    revocations: await remove('revocations', 'at', accessSeconds / DAY_SECONDS + REVOCATION_MARGIN_DAYS),
  };
}
