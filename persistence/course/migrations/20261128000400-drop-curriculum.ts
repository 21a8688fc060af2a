import { Migration } from '@mikro-orm/migrations';

/** Drops the table of curriculum versions, to which no code ever wrote: the modules of a course are its curriculum. */
export class Migration20261128000400_dropCurriculum extends Migration {
  override up(): void {
    this.addSql(`DROP TABLE curriculum`);
  }
}
