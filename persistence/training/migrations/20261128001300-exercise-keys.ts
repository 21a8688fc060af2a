import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the list of learners whose entries must get the keys of the present catalogue [PR10], and the times at which
 * everyone is put on it. A job moves the keys of each learner and takes the learner off the list. The second round is a
 * day later. It finds the entries that nodes of the previous version wrote while they were replaced.
 *
 * The trigger on changed entries runs only for a change that can concern the tallies, because the job changes many
 * entries at once. Exercises enter the tallies only with their metrics.
 */
export class Migration20261128001300_exerciseKeys extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE exercise_keys_due (user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE)`);
    this.addSql(`CREATE TABLE exercise_key_rounds (due_at timestamptz PRIMARY KEY)`);
    this.addSql(`INSERT INTO exercise_key_rounds VALUES (now()), (now() + interval '1 day')`);
    this.addSql(`DROP TRIGGER progress_logs_tally_update ON progress_logs`);
    this.addSql(`CREATE TRIGGER progress_logs_tally_update AFTER UPDATE ON progress_logs FOR EACH ROW WHEN (
        (OLD.status, OLD.deleted_at, OLD.occurred_at, OLD.activity_type, OLD.metrics)
          IS DISTINCT FROM (NEW.status, NEW.deleted_at, NEW.occurred_at, NEW.activity_type, NEW.metrics)
        OR (OLD.data - '{exerciseKey,sets}'::text[]) IS DISTINCT FROM (NEW.data - '{exerciseKey,sets}'::text[]))
      EXECUTE FUNCTION tally_log_update()`);
  }
}
