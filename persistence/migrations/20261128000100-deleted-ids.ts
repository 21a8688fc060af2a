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

/**
 * An id that was used once is never given again: who knows a deleted course's id could else make a course of their own
 * with it and read what was told of the old one. Triggers see every way a row can go, cascades included. Only a digest is
 * kept, so that a deleted account leaves nothing that names it [ER3].
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
    // Nothing is inserted then: the stores tell that from the missing row, as they do for an id that is in use.
    this.addSql(`
      CREATE FUNCTION skip_deleted_id() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM deleted_ids WHERE digest = digest_of_id(NEW.id)) THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$`);
    // The insert may have waited for the very deletion: then the command is to be tried again, and skipped.
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
    // An entry's row outlives its deletion for late edits; housekeeping empties it after the retention.
    this.addSql(`ALTER TABLE progress_logs ADD COLUMN erased_at timestamptz(3)`);
    this.addSql(`
      CREATE INDEX progress_logs_taken_back_index ON progress_logs (updated_at)
      WHERE (status = 'undone' OR deleted_at IS NOT NULL) AND erased_at IS NULL`);
    // Streams that outlived their courses before this was so.
    const orphan = (name: string) =>
      `${name} LIKE 'course:%' AND NOT EXISTS (SELECT FROM courses WHERE ${name} = 'course:' || id::text)`;
    this.addSql(`
      INSERT INTO deleted_ids SELECT digest_of_id(split_part(name, ':', 2)::uuid) FROM stream_heads
      WHERE ${orphan('name')} ON CONFLICT DO NOTHING`);
    this.addSql(`DELETE FROM stream_events WHERE ${orphan('stream')}`);
    this.addSql(`DELETE FROM stream_heads WHERE ${orphan('name')}`);
  }
}
