import { Migration } from '@mikro-orm/migrations';

/** Nothing ever read or wrote it: figures are derived from the log when they are asked for [DF1]. */
export class Migration20261128000100_dropAnalytics extends Migration {
  override up(): void {
    this.addSql(`DROP TABLE analytics`);
  }
}
