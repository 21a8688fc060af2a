import { Migration } from '@mikro-orm/migrations';

/** Everything whose id a client may have seen, and could ask for again. */
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
/** Clients may choose the ids of these. */
const CHOSEN = ['courses', 'memories', 'sessions', 'progress_logs'];

/**
 * An id that was used once is never given again: who knows a deleted course's id could else make a course of their own
 * with it and read what was told of the old one. Triggers see every way a row can go, cascades included.
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
    // Nothing is inserted then: the stores tell that from the missing row, as they do for an id that is in use.
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
