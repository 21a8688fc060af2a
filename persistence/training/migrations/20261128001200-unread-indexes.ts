import { Migration } from '@mikro-orm/migrations';

/**
 * Drops indexes that no statement ever read. Every write of a log had to maintain them, and two of them are slow to
 * write.
 */
export class Migration20261128001200_unreadIndexes extends Migration {
  override up(): void {
    this.addSql(`DROP INDEX IF EXISTS progress_logs_data_index`);
    this.addSql(`DROP INDEX IF EXISTS progress_logs_metrics_index`);
    this.addSql(`DROP INDEX IF EXISTS progress_logs_occurred_at_index`);
  }
}
