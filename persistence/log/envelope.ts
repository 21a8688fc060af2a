import type { Envelope } from '../../domain/contract/index.ts';

interface LoggedEvent {
  stream: string;
  /** bigint of the database, as text */
  seq: string;
  id: string;
  type: string;
  at: string;
  opId?: string | null | undefined;
  data: unknown;
}

/** A row of the log as devices get it. `append` let only data of the event's type in, so none is checked again here. */
export function envelopeOf({ stream, seq, id, type, at, opId, data }: LoggedEvent): Envelope {
  const envelope = { s: stream, q: Number(seq), i: id, t: type, at, ...(opId != null && { op: opId }), d: data };
  return envelope as Envelope;
}
