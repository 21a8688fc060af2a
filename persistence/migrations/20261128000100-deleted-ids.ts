import { Migration } from '@mikro-orm/migrations';

/** Tables whose ids clients see. */
const REMEMBERED = [
  'users',
  'courses',
  'modules',
  'messages',
  'memories',
  'sessions',
  'progress_logs',
  'device_sessions',
];
/** Tables whose ids clients may choose. */
const CHOSEN = ['courses', 'memories', 'sessions', 'progress_logs'];

/**
 * An id that was used once is never given again. Else somebody who knows the id of a deleted course could make a course of
 * their own with it and read the old one's events. Triggers notice every deletion, cascades included.
 */
export class Migration20261128000100_deletedIds extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE deleted_ids (id uuid PRIMARY KEY)`);
    this.addSql(`
      CREATE FUNCTION remember_deleted_ids() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO deleted_ids SELECT id FROM gone ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    // The insert then inserts nothing, and the stores answer as for an id that is in use.
    this.addSql(`
      CREATE FUNCTION skip_deleted_id() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM deleted_ids WHERE id = NEW.id) THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$`);
    for (const table of REMEMBERED) {
      this.addSql(`
        CREATE TRIGGER ${table}_remember_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION remember_deleted_ids()`);
    }
    for (const table of CHOSEN) {
      this.addSql(`
        CREATE TRIGGER ${table}_skip_deleted BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION skip_deleted_id()`);
    }
  }
}
