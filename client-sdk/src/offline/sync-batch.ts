import type { OperationName } from '../../../domain/contract/index.ts';
import { MAX_SYNC_OPERATIONS } from '../generated/operations.ts';

/** A queued operation, exactly as it will be sent [M4]. */
export interface QueuedOperation {
  opId: string;
  operation: OperationName;
  input: { [field: string]: unknown };
}

/** The maximum size of a batch in UTF-16 units. A frame holds 128 KiB [B2], and one unit may take three bytes. */
const MAX_UNITS = 40 * 1_024;
/** The maximum size of one operation in bytes. The rest of the frame is for the data around the operation. */
const MAX_BYTES = 120 * 1_024;

/** Return whether one frame can carry the operation. The server closes the connection if a frame is larger [B2]. */
export function fitsFrame(queued: QueuedOperation): boolean {
  return new TextEncoder().encode(JSON.stringify(queued)).length <= MAX_BYTES;
}

/**
 * Return the first waiting operations as one batch, as many as one frame holds. A `session.start` ends the batch,
 * because its result may name another session, to which the following operations then belong.
 */
export function firstBatch<W extends { queued: QueuedOperation }>(waiting: readonly W[]): W[] {
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
