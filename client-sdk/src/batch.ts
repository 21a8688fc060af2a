import type { OperationName } from '../../domain/contract/index.ts';
import { MAX_SYNC_OPERATIONS } from './generated/operations.ts';

/** An operation that waits for the connection, as it will be sent [M4]. */
export interface QueuedOperation {
  opId: string;
  operation: OperationName;
  input: { [field: string]: unknown };
}

/** Half of what a frame may hold, for text beyond ASCII takes more bytes than units. */
const MAX_UNITS = 40 * 1_024;
const MAX_BYTES = 120 * 1_024;

/** A larger one would be sent for ever: the server cuts the connection of an oversized frame [B2]. */
export function fitsAFrame(queued: QueuedOperation): boolean {
  return new TextEncoder().encode(JSON.stringify(queued)).length <= MAX_BYTES;
}

/**
 * The first of what waits that go together: as many as a frame holds. A session's start comes last, for what follows
 * may belong to another session than was asked for.
 */
export function batchOf<W extends { queued: QueuedOperation }>(waiting: readonly W[]): W[] {
  const batch: W[] = [];
  let units = 0;
  for (const one of waiting) {
    units += JSON.stringify(one.queued).length;
    if (batch.length > 0 && (batch.length === MAX_SYNC_OPERATIONS || units > MAX_UNITS)) break;
    batch.push(one);
    if (one.queued.operation === 'session.start') break;
  }
  return batch;
}
