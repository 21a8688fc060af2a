import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the list of learners whose entries must get the keys of the present catalogue, and puts all learners with
 * exercises on it [PR10]. A job moves the keys of each learner and takes the learner off the list in one transaction.
 */
export class Migration20261128001300_exerciseKeys extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE exercise_keys_due (user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE)`);
    this.addSql(`INSERT INTO exercise_keys_due
      SELECT DISTINCT user_id FROM progress_logs WHERE exercise_key IS NOT NULL`);
  }
}
