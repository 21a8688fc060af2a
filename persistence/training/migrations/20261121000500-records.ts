import { Migration } from '@mikro-orm/migrations';

/**
 * A `fastest` record says over which distance. A log keeps the id of its session when that goes with its course: which logs
 * were one session is a fact that the record of most volume rests on. The versions of a message are found by an index.
 */
export class Migration20261121000500_records extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE records ADD COLUMN distance jsonb`);
    this.addSql(`ALTER TABLE progress_logs DROP CONSTRAINT progress_logs_session_id_fkey`);
    this.addSql(`CREATE INDEX IF NOT EXISTS messages_edit_of_index ON messages (edit_of) WHERE edit_of IS NOT NULL`);
  }
}
