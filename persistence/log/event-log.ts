import type { EventLog } from '../../domain/ports.ts';
import type { Database } from '../database/database.ts';
import { orUnavailable } from '../database/failures.ts';
import { handleOf, isoInstant, rows } from '../database/sql.ts';
import { envelopeOf } from './envelope.ts';

/** Size of one batch of events for a device that catches up [C3]. */
const DEFAULT_MAX_BYTES = 128 * 1024;

interface EventRow {
  seq: string;
  id: string;
  type: string;
  data: unknown;
  at: string;
  op_id: string | null;
}

// `before` is the size of all events that precede an event in the batch. The first event always fits, because its
// `before` is 0.
const READ = `
  SELECT seq, id, type, data, ${isoInstant('at')} AS at, op_id
  FROM (
    SELECT *, sum(bytes) OVER (ORDER BY seq) - bytes AS before
    FROM (
      SELECT *, octet_length(data::text) AS bytes FROM stream_events
      WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3
    ) batch
  ) measured
  WHERE before < $4 ORDER BY seq`;

/**
 * Returned as the oldest readable seq of a stream that has ended. It is higher than any real seq, so no event of the
 * stream can be read any more.
 */
const ENDED = Number.MAX_SAFE_INTEGER;

// The mark is the `xmin` of a snapshot. All transactions with a lower id had ended before, so their events were
// visible. A transaction that was still running has at least this id, so its later commit is found with this mark.
const CHANGED = `
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark, h.name, h.seq
  FROM (SELECT 1) AS always LEFT JOIN stream_heads h ON h.xact >= $1::text::xid8`;
const MARK = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark, NULL AS name, NULL AS seq`;

/** Return the durable log. Each method runs one statement of raw SQL [S1–S5]. */
export function createEventLog({ orm }: Database): EventLog {
  const query = <T>(text: string, values?: unknown[]) => rows<T>(handleOf(orm.em), text, values);

  return orUnavailable({
    async epoch() {
      const [row] = await query<{ epoch: string }>('SELECT epoch FROM log_epoch');
      if (!row) throw new Error('the log has no epoch: the database was not migrated');
      return row.epoch;
    },
    async heads(streams) {
      const found = await query<{ name: string; seq: string }>(
        'SELECT name, seq FROM stream_heads WHERE name = ANY($1::text[])',
        [streams],
      );
      const heads = new Map(streams.map((stream) => [stream, 0]));
      for (const { name, seq } of found) heads.set(name, Number(seq));
      return heads;
    },
    async read(stream, after, limit, maxBytes = DEFAULT_MAX_BYTES) {
      const found = await query<EventRow>(READ, [stream, after, limit, maxBytes]);
      return found.map(({ op_id: opId, ...row }) => envelopeOf({ stream, opId, ...row }));
    },
    async oldest(stream) {
      const [row] = await query<{ oldest: string }>(
        `SELECT coalesce(
           (SELECT min(seq) FROM stream_events WHERE stream = $1),
           (SELECT seq + 1 FROM stream_heads WHERE name = $1),
           (SELECT ${ENDED} FROM deleted_ids WHERE digest = digest_of_id(split_part($1, ':', 2)::uuid)),
           1) AS oldest`,
        [stream],
      );
      return Number(row?.oldest ?? 1);
    },
    async changedSince(mark) {
      const changed = await query<{ mark: string; name: string | null; seq: string | null }>(
        ...((mark === undefined ? [MARK] : [CHANGED, [mark]]) as [string, unknown[]?]),
      );
      const heads = new Map<string, number>();
      for (const { name, seq } of changed) if (name !== null) heads.set(name, Number(seq));
      return { mark: changed[0]?.mark ?? '0', heads };
    },
  });
}
