import { Migration } from '@mikro-orm/migrations';

/** A memory is kept while the service that makes vectors is away. */
export class Migration20261121000300_memoryLater extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE memories ALTER COLUMN embedding DROP NOT NULL`);
  }
}
