import { Migration } from '@mikro-orm/migrations';

const INSTANT = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Adds a column for the history of a session: its pauses, resumptions and activity [SE4]. Of existing sessions only the
 * total duration of the pauses is known. They get a history with the same total: one pause at the beginning, as long as
 * all ended pauses together, and then activity every four hours, so that the session does not count as abandoned.
 */
export class Migration20261128000300_sessionMoves extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE sessions ADD COLUMN moves jsonb NOT NULL DEFAULT '[]'`);
    this.addSql(`UPDATE sessions SET moves = (
      SELECT jsonb_agg(jsonb_build_object('kind', kind, 'at', ${INSTANT}) ORDER BY at, rank)
      FROM (
        SELECT 'activity' AS kind, 0 AS rank, at FROM generate_series(started_at, last_activity_at, interval '4 hours') AS at
        UNION SELECT 'activity', 0, last_activity_at
        UNION ALL SELECT 'pause', 1, started_at WHERE paused_ms > 0
        UNION ALL SELECT 'resume', 2, started_at + paused_ms * interval '1 millisecond' WHERE paused_ms > 0
        UNION ALL SELECT 'pause', 1, paused_at WHERE status = 'paused'
        UNION ALL SELECT 'complete', 3, completed_at WHERE status = 'completed'
      ) AS moves)`);
  }
}
