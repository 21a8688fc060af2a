import { Migration } from '@mikro-orm/migrations';

/** Turns conversations into trees: each message follows another one, and one branch of a conversation is shown. */
export class Migration20261121000400_messageTree extends Migration {
  override up(): void {
    this.addSql(`ALTER TABLE messages ADD COLUMN edit_of uuid, ADD COLUMN is_shown boolean NOT NULL DEFAULT true`);
    this.addSql(`
      UPDATE messages m SET parent_id = before.id
      FROM (SELECT id AS of, lag(id) OVER (PARTITION BY user_id, course_id ORDER BY id) AS id FROM messages) before
      WHERE before.of = m.id AND m.parent_id IS NULL AND m.role = 'user'`);
    this.addSql(`CREATE INDEX messages_first_index ON messages (user_id, course_id) WHERE parent_id IS NULL`);
  }
}
