import pg from 'pg';
import { storedAndReplayed } from '../../support/replay.ts';
import { seen } from '../history.ts';
import type { ReplyTruth, Seen, Truth } from '../history.ts';

const MARK = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}';

/** SQL that finds the first version of every message. An edit adds a new version. */
const VERSIONS = `WITH RECURSIVE versions AS (
  SELECT id, id AS first FROM messages WHERE edit_of IS NULL
  UNION ALL
  SELECT m.id, v.first FROM messages m JOIN versions v ON m.edit_of = v.id
)`;

/** Read the contents of the database over a direct connection, without the network that injects faults. */
export async function readTruth(databaseUrl: string, userIds: string[]): Promise<Truth> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const log = new Map<string, Seen[]>();
    const events = await client.query(
      'SELECT stream, seq::int AS seq, id, type, op_id, data FROM stream_events ORDER BY stream, seq',
    );
    for (const { stream, seq, id, type, op_id, data } of events.rows) {
      const list = log.get(stream) ?? [];
      list.push(seen({ s: stream, q: seq, i: id, t: type, op: op_id ?? undefined, d: data }));
      log.set(stream, list);
    }
    const marks = await client.query(
      `SELECT mark, count(*)::int AS count FROM (
         SELECT notes AS mark FROM progress_logs
         UNION ALL SELECT key FROM memories
         UNION ALL SELECT substring(content FROM '\\((${MARK})\\)$') FROM messages WHERE role = 'user'
       ) marked WHERE mark ~ '^${MARK}$' GROUP BY mark`,
    );
    const replies = await client.query<ReplyTruth>(
      `${VERSIONS} SELECT r.id, v.first AS "messageId", r.state, m.content
       FROM replies r JOIN messages m ON m.id = r.id JOIN versions v ON v.id = r.message_id`,
    );
    const autoLogged = await client.query(
      `${VERSIONS} SELECT v.first AS message_id, count(*)::int AS count
       FROM progress_logs p JOIN versions v ON v.id = p.message_id
       WHERE p.status <> 'undone' AND p.deleted_at IS NULL GROUP BY v.first`,
    );
    const facts = [];
    for (const userId of userIds) {
      const { stored, replayed } = await storedAndReplayed(databaseUrl, userId);
      facts.push({ userId, stored, replayed });
    }
    return {
      log,
      marks: new Map(marks.rows.map(({ mark, count }) => [mark, count])),
      replies: replies.rows,
      autoLogged: new Map(autoLogged.rows.map(({ message_id, count }) => [message_id, count])),
      facts,
    };
  } finally {
    await client.end();
  }
}

/** Return the highest seq of each stream, and the number of replies that have not ended. */
export async function readHeads(databaseUrl: string): Promise<{ heads: Map<string, number>; openReplies: number }> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('SELECT name, seq::int AS seq FROM stream_heads');
    const open = await client.query(`SELECT count(*)::int AS n FROM replies WHERE state IN ('queued', 'running')`);
    return { heads: new Map(rows.map(({ name, seq }) => [name, seq])), openReplies: open.rows[0].n };
  } finally {
    await client.end().catch(() => undefined);
  }
}
