import { Migration } from '@mikro-orm/migrations';

/**
 * Drops a table that no code ever read or wrote: figures are derived from the log when a client asks for them [DF1].
 */
export class Migration20261128000100_dropAnalytics extends Migration {
  override up(): void {
    this.addSql(`DROP TABLE analytics`);
  }
}
