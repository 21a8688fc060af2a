import { Migration } from '@mikro-orm/migrations';

/** Makes the tables of the event log, applied operations, replies and revocations. */
export class Migration20261121000200_log extends Migration {
  override up(): void {
    this.addSql(`
      CREATE TABLE log_epoch (epoch text NOT NULL, single boolean PRIMARY KEY DEFAULT true CHECK (single))`);
    this.addSql(`INSERT INTO log_epoch (epoch) VALUES (gen_random_uuid()::text)`);

    this.addSql(`
      CREATE TABLE stream_heads (
        name text PRIMARY KEY,
        seq bigint NOT NULL DEFAULT 0,
        xact xid8)`);
    this.addSql(`CREATE INDEX stream_heads_xact_index ON stream_heads (xact)`);

    this.addSql(`
      CREATE TABLE stream_events (
        stream text NOT NULL,
        seq bigint NOT NULL,
        id uuid NOT NULL,
        type text NOT NULL,
        data json NOT NULL,
        at timestamptz(3) NOT NULL,
        op_id uuid,
        PRIMARY KEY (stream, seq))`);
    this.addSql(`CREATE INDEX stream_events_at_index ON stream_events (at)`);

    this.addSql(`
      CREATE TABLE operations (
        user_id uuid NOT NULL,
        op_id uuid NOT NULL,
        operation text NOT NULL,
        input_hash text NOT NULL,
        result json,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, op_id))`);
    this.addSql(`CREATE INDEX operations_created_at_index ON operations (created_at)`);

    this.addSql(`
      CREATE TABLE replies (
        id uuid PRIMARY KEY,
        message_id uuid NOT NULL,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        course_id uuid NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
        session_id uuid,
        context jsonb,
        request_id text NOT NULL,
        state text NOT NULL,
        attempt integer NOT NULL DEFAULT 0,
        owner text,
        expires_at timestamptz(3),
        fence integer NOT NULL DEFAULT 0,
        stop_requested boolean NOT NULL DEFAULT false,
        result jsonb,
        failure text,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT replies_state_check CHECK (state IN ('queued', 'running', 'done', 'stopped', 'failed')))`);
    this.addSql(`
      CREATE INDEX replies_open_index ON replies (user_id, course_id, created_at, id)
      WHERE state IN ('queued', 'running')`);
    this.addSql(`CREATE INDEX replies_user_id_index ON replies (user_id)`);
    this.addSql(`CREATE INDEX replies_course_id_index ON replies (course_id)`);

    this.addSql(`
      CREATE TABLE revocations (
        sid uuid PRIMARY KEY,
        user_id uuid NOT NULL,
        reason text NOT NULL,
        at timestamptz(3) NOT NULL DEFAULT clock_timestamp())`);
    this.addSql(`CREATE INDEX revocations_at_index ON revocations (at)`);
  }
}
