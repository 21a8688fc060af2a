import { Migration } from '@mikro-orm/migrations';

/** The tables whose ids a client may have seen, and could choose again for a new row. */
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

/**
 * Makes sure that the id of a deleted row is never used again. Otherwise a client that knows the id of a deleted course
 * could make its own course with this id, and read what was sent about the old one. Triggers notice every deletion of a
 * row, also by a cascade. Only a digest of the id is kept, so that a deleted account leaves nothing that names it
 * [ER3].
 */
export class Migration20261128000100_deletedIds extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE deleted_ids (digest bytea PRIMARY KEY)`);
    this.addSql(`
      CREATE FUNCTION digest_of_id(id uuid) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT sha256(uuid_send(id))'`);
    this.addSql(`
      CREATE FUNCTION remember_deleted_ids() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO deleted_ids SELECT digest_of_id(id) FROM gone ORDER BY 1 ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$`);
    // The insert of a deleted id is skipped. The stores notice the missing row, as they do for an id that is in use.
    this.addSql(`
      CREATE FUNCTION skip_deleted_id() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM deleted_ids WHERE digest = digest_of_id(NEW.id)) THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$`);
    // The insert may have waited for the deletion of a row with this id. The error makes the command run again, and
    // then the insert is skipped.
    this.addSql(`
      CREATE FUNCTION refuse_deleted_ids() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM made JOIN deleted_ids ON digest = digest_of_id(made.id)) THEN
          RAISE EXCEPTION 'an id of a deleted row' USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NULL;
      END $$`);
    for (const table of REMEMBERED) {
      this.addSql(`
        CREATE TRIGGER ${table}_remember_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION remember_deleted_ids()`);
      this.addSql(`
        CREATE TRIGGER ${table}_refuse_deleted AFTER INSERT ON ${table} REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_deleted_ids()`);
      this.addSql(`
        CREATE TRIGGER ${table}_skip_deleted BEFORE INSERT ON ${table}
        FOR EACH ROW EXECUTE FUNCTION skip_deleted_id()`);
    }
    // The row of a deleted entry is kept for late edits. Housekeeping empties the row after the retention time.
    this.addSql(`ALTER TABLE progress_logs ADD COLUMN erased_at timestamptz(3)`);
    this.addSql(`
      CREATE INDEX progress_logs_taken_back_index ON progress_logs (updated_at)
      WHERE (status = 'undone' OR deleted_at IS NOT NULL) AND erased_at IS NULL`);
    // Older versions kept the streams of deleted courses, so these streams are removed here.
    const orphan = (name: string) =>
      `${name} LIKE 'course:%' AND NOT EXISTS (SELECT FROM courses WHERE ${name} = 'course:' || id::text)`;
    this.addSql(`
      INSERT INTO deleted_ids SELECT digest_of_id(split_part(name, ':', 2)::uuid) FROM stream_heads
      WHERE ${orphan('name')} ON CONFLICT DO NOTHING`);
    this.addSql(`DELETE FROM stream_events WHERE ${orphan('stream')}`);
    this.addSql(`DELETE FROM stream_heads WHERE ${orphan('name')}`);
  }
}
