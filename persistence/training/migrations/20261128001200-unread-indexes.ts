import { Migration } from '@mikro-orm/migrations';

/** No statement ever read them, and every log had to keep them: two of them are slow to write. */
export class Migration20261128001200_unreadIndexes extends Migration {
  override up(): void {
    this.addSql(`DROP INDEX IF EXISTS progress_logs_data_index`);
    this.addSql(`DROP INDEX IF EXISTS progress_logs_metrics_index`);
    this.addSql(`DROP INDEX IF EXISTS progress_logs_occurred_at_index`);
  }
}
