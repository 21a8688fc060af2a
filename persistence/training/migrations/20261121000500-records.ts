import { Migration } from '@mikro-orm/migrations';

/**
 * Adds the distance of a `fastest` record. Lets a log keep the id of its session when the session is deleted with its
 * course, because the record of most volume depends on which logs were one session. Adds an index for the versions of a
 * message.
 */
export class Migration20261121000500_records extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE records ADD COLUMN distance jsonb`);
    this.addSql(`ALTER TABLE progress_logs DROP CONSTRAINT progress_logs_session_id_fkey`);
    this.addSql(`CREATE INDEX IF NOT EXISTS messages_edit_of_index ON messages (edit_of) WHERE edit_of IS NOT NULL`);
  }
}
