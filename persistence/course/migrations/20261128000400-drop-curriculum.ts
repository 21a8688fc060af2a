import { Migration } from '@mikro-orm/migrations';

/** Nothing ever wrote versions of a course's tree; its modules are the tree. */
export class Migration20261128000400_dropCurriculum extends Migration {
  override up(): void {
    this.addSql(`DROP TABLE curriculum`);
  }
}
