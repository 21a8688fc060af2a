import type { Database } from '../database/database.ts';
import { handleOf, rows } from '../database/sql.ts';

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;
/** How long a repeated opId gets the first result [M2]. */
const OP_DAYS = 7;
/** Revocations are kept a little longer than tokens live: clocks differ, and nodes look back a little further. */
const REVOCATION_MARGIN_DAYS = 1;
/** Rows per deletion, few enough that nobody waits for their locks. */
const BATCH = 5_000;

/**
 * Removes ops, events older than `eventDays` [S7], and revocations no living token needs any more [C6]; stream heads
 * stay. Answers how many rows went.
 */
export async function purge(
  { orm }: Database,
  now: Date,
  { eventDays, accessSeconds }: { eventDays: number; accessSeconds: number },
): Promise<{ ops: number; events: number; revocations: number }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();

  async function remove(table: string, time: string, days: number): Promise<number> {
    for (let removed = 0; ;) {
      const [row] = await rows<{ count: string }>(
        handleOf(orm.em),
        `WITH gone AS (
           DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM ${table} WHERE ${time} < $1::timestamptz ORDER BY ${time} LIMIT ${BATCH})) RETURNING 1
         ) SELECT count(*) FROM gone`,
        [before(days)],
      );
      const count = Number(row?.count ?? 0);
      removed += count;
      if (count < BATCH) return removed;
    }
  }

  return {
    ops: await remove('operations', 'created_at', OP_DAYS),
    events: await remove('stream_events', 'at', eventDays),
    revocations: await remove('revocations', 'at', accessSeconds / DAY_SECONDS + REVOCATION_MARGIN_DAYS),
  };
}
