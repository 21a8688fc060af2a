import { Migration } from '@mikro-orm/migrations';

/** A `fastest` record says over which distance. */
export class Migration20261121000500_recordDistance extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE records ADD COLUMN distance jsonb`);
  }
}
