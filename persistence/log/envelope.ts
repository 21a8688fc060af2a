import type { Envelope } from '../../domain/contract/index.ts';

interface LoggedEvent {
  stream: string;
  /** a `bigint` of the database, as text */
  seq: string;
  id: string;
  type: string;
  at: string;
  opId?: string | null | undefined;
  data: unknown;
}

/**
 * Return a row of the log as the envelope that devices get. The data is not checked again, because `append` accepts
 * only data of the event's type.
 */
export function envelopeOf({ stream, seq, id, type, at, opId, data }: LoggedEvent): Envelope {
  const envelope = { s: stream, q: Number(seq), i: id, t: type, at, ...(opId != null && { op: opId }), d: data };
  return envelope as Envelope;
}
