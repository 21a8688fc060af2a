import type { Envelope } from '../../domain/contract/index.ts';
import { MAX_EVENT_BYTES } from '../../domain/contract/protocol.ts';
import { DomainError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import { isoInstant, prepared, rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';
import { envelopeOf } from './envelope.ts';
import type { Op } from './op-log.ts';

/** An event that is not in the log yet. `json` is its data in the form that will be stored. */
export interface PendingEvent {
  stream: string;
  id: string;
  type: string;
  json: string;
}

/** @throws DomainError payload_too_large [S7] */
export function pendingEvent(stream: string, type: string, data: unknown): PendingEvent {
  const json = JSON.stringify(data);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_EVENT_BYTES) return { stream, id: newId(), type, json };
  throw new DomainError(
    'payload_too_large',
    `An event ${type} of ${bytes} bytes; at most ${MAX_EVENT_BYTES} are stored`,
  );
}

// `at` is the time at which this statement began. The stream heads were locked before, so `at` never runs backwards
// within a stream.
const APPEND = `
  input AS (
    SELECT * FROM unnest($1::text[], $2::integer[], $3::uuid[], $4::text[], $5::text[]) AS e (stream, n, id, type, data)
  ), head AS (
    UPDATE stream_heads h SET seq = h.seq + c.count, xact = pg_current_xact_id()
    FROM (SELECT stream, count(*) FROM input GROUP BY stream) c
    WHERE h.name = c.stream
    RETURNING h.name, h.seq - c.count AS before
  ), event AS (
    INSERT INTO stream_events (stream, seq, id, type, data, at, op_id)
    SELECT i.stream, head.before + i.n, i.id, i.type, i.data::json, statement_timestamp(), $6::uuid
    FROM input i JOIN head ON head.name = i.stream
    RETURNING id, seq, at
  )`;
const APPENDED = `SELECT id, seq, ${isoInstant('at')} AS at FROM event`;

const APPEND_ONLY = prepared('append', `WITH ${APPEND} ${APPENDED}`);
const APPEND_AND_STORE = prepared(
  'append_and_store',
  `WITH ${APPEND}, op AS (
    UPDATE operations SET result = $7::text::json WHERE user_id = $8::uuid AND op_id = $6::uuid
  ) ${APPENDED}`,
);
const STORE_ONLY = prepared(
  'store_result',
  `UPDATE operations SET result = $1::text::json WHERE user_id = $2::uuid AND op_id = $3::uuid`,
);

/**
 * Store the events, the heads of their streams and the op's result in one statement [S3]. The events of each stream get
 * the seqs head + 1…n. Return the envelopes in the order of `events`.
 */
export async function finish(
  handle: Handle,
  events: PendingEvent[],
  op: Op | undefined,
  result: unknown,
): Promise<Envelope[]> {
  const stored = op && result !== undefined ? JSON.stringify(result) : undefined;
  if (events.length === 0) {
    if (op && stored !== undefined) await rows(handle, STORE_ONLY, [stored, op.userId, op.id]);
    return [];
  }
  const values = [...columns(events), op?.id ?? null];
  const appended = await (op && stored !== undefined
    ? rows<Appended>(handle, APPEND_AND_STORE, [...values, stored, op.userId])
    : rows<Appended>(handle, APPEND_ONLY, values));
  const placed = new Map(appended.map((row) => [row.id, row]));
  return events.map((event) => envelope(event, placed.get(event.id), op?.id));
}

interface Appended {
  id: string;
  seq: string;
  at: string;
}

/**
 * Return the streams, the numbers within the stream (from 1), the ids, types and data of all events, each as one array.
 */
function columns(events: PendingEvent[]): unknown[] {
  const counts = new Map<string, number>();
  const numbers = events.map(({ stream }) => {
    const n = (counts.get(stream) ?? 0) + 1;
    counts.set(stream, n);
    return n;
  });
  const column = (key: keyof PendingEvent) => events.map((event) => event[key]);
  return [column('stream'), numbers, column('id'), column('type'), column('json')];
}

function envelope({ stream, id, type, json }: PendingEvent, row: Appended | undefined, opId?: string): Envelope {
  if (!row) throw new Error(`event ${type} was not appended to ${stream}`);
  // The stored JSON is parsed again, so that this node sends exactly what the log holds, whatever has happened to the
  // object since.
  const d: unknown = JSON.parse(json);
  return envelopeOf({ stream, seq: row.seq, id, type, at: row.at, opId, data: d });
}
