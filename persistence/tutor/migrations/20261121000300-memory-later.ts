import { Migration } from '@mikro-orm/migrations';

/** Allows memories without a vector, so that a memory can be stored while the embedding service is away. */
export class Migration20261121000300_memoryLater extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE memories ALTER COLUMN embedding DROP NOT NULL`);
  }
}
