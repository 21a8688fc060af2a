import { Migration } from '@mikro-orm/migrations';

/**
 * Stores the tallies (counts and sums of a user's logs), so that one more log costs the same after 100,000 logs as
 * after ten [DF2]. A row of `log_tallies` equals the result of computing it from all logs. If a row is missing, the
 * next command computes and stores it, so this migration need not fill the table. Triggers on `progress_logs` add the
 * newest log to the rows, and remove rows that have become wrong. So the rows are right after every write, also by
 * nodes of the previous version, by cascades and by housekeeping. Streaks get the date for which they were computed,
 * and an index counts completed modules.
 */
export class Migration20261128001100_logTallies extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE log_tallies (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        tally varchar(30) NOT NULL,
        total numeric NOT NULL,
        last_step numeric NOT NULL,
        last_at timestamptz(3) NOT NULL,
        last_entry_id uuid NOT NULL,
        reached jsonb NOT NULL,
        PRIMARY KEY (user_id, tally))`);
    this.addSql(`ALTER TABLE streaks ADD COLUMN computed_on date`);
    this.addSql(`CREATE INDEX module_completions_completed_at_index ON module_completions (user_id, completed_at)`);
    this.addSql(LOG_STEPS);
    for (const [operation, body] of Object.entries(FOLDS)) {
      this.addSql(`CREATE FUNCTION tally_log_${operation}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          ${body}
          RETURN NULL;
        END $$`);
      this.addSql(`CREATE TRIGGER progress_logs_tally_${operation} AFTER ${operation} ON progress_logs
        FOR EACH ROW EXECUTE FUNCTION tally_log_${operation}()`);
    }
  }
}

/**
 * The function that returns by how much one entry increases each tally. For an entry that does not count it returns
 * nothing.
 */
const LOG_STEPS = `
  CREATE FUNCTION log_steps(log progress_logs) RETURNS TABLE (tally text, size numeric) LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM (VALUES
      ('logs', 1::numeric),
      ('perfectQuizzes', CASE WHEN log.activity_type = 'quiz' AND log.data -> 'score' = log.data -> 'outOf' THEN 1 END),
      ('volume', (log.metrics ->> 'volume')::numeric),
      ('minutes', CASE WHEN log.activity_type IN ('reading', 'practice', 'reflection')
        THEN (log.data ->> 'minutes')::numeric END)
    ) AS step (tally, size)
    WHERE log.status = 'confirmed' AND log.deleted_at IS NULL AND step.size > 0 $$`;

/**
 * The bodies of the triggers. The newest log is added to its tallies. A log that comes late, changes or is deleted
 * removes the rows of its tallies, so that they are computed again.
 */
const FOLDS = {
  insert: `
    IF NEW.status = 'confirmed' AND NEW.deleted_at IS NULL THEN
      DELETE FROM log_tallies t USING log_steps(NEW) step
      WHERE t.user_id = NEW.user_id AND t.tally = step.tally
      AND (t.last_at, t.last_entry_id) > (NEW.occurred_at, NEW.id);
      UPDATE log_tallies t SET total = t.total + step.size, last_step = step.size,
        last_at = NEW.occurred_at, last_entry_id = NEW.id
      FROM log_steps(NEW) step WHERE t.user_id = NEW.user_id AND t.tally = step.tally;
    END IF;`,
  update: `
    IF (OLD.status, OLD.deleted_at, OLD.occurred_at, OLD.activity_type, OLD.data, OLD.metrics)
      IS DISTINCT FROM (NEW.status, NEW.deleted_at, NEW.occurred_at, NEW.activity_type, NEW.data, NEW.metrics) THEN
      DELETE FROM log_tallies t USING (
        SELECT tally FROM (SELECT *, OLD.occurred_at AS at FROM log_steps(OLD)) AS before
        FULL JOIN (SELECT *, NEW.occurred_at AS at FROM log_steps(NEW)) AS after USING (tally, size, at)
        WHERE before.tally IS NULL OR after.tally IS NULL) AS moved
      WHERE t.user_id = NEW.user_id AND t.tally = moved.tally;
    END IF;`,
  delete: `
    DELETE FROM log_tallies t USING log_steps(OLD) step WHERE t.user_id = OLD.user_id AND t.tally = step.tally;`,
};
