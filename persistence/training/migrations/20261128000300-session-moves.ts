import { Migration } from '@mikro-orm/migrations';

const INSTANT = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Lets a session keep the moves that were made in it [SE4]. Of existing sessions only the outcome is known, so they get
 * moves that lead to the same outcome: activity every four hours, and one pause at the beginning that is as long as all
 * ended pauses together.
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
