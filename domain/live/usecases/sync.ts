import type { Call, UseCases } from '../../call.ts';
import { errors } from '../../contract/errors.ts';
import { operations } from '../../contract/index.ts';
import type { OperationName, Output, Parsed } from '../../contract/index.ts';
import { DomainError, invalid } from '../../errors.ts';
import { MAX_ROWS_BYTES } from '../../page.ts';
import type { syncOperations } from '../contract/sync.ts';

type Waiting = Parsed<'progress.sync'>['operations'][number];
type Synced = Output<'progress.sync'>['results'][number];
type Json = Extract<Synced, { data: unknown }>['data'];

export const syncUseCases = {
  'progress.sync': async (_deps, call, { operations: waiting }) => ({ results: await applyAll(call, waiting) }),
} satisfies UseCases<typeof syncOperations>;

/**
 * Apply the operations that waited on a device in their order, each in its own transaction [M4]. If one fails with a
 * retryable error, the answer ends before it, and the later operations are not applied, so that they don't overtake it.
 * If this happens to the first operation, its error is the answer.
 */
async function applyAll(call: Pick<Call, 'perform' | 'requestId'>, waiting: readonly Waiting[]): Promise<Synced[]> {
  const results: Synced[] = [];
  let bytes = 0;
  for (const { opId, operation, input } of waiting) {
    try {
      if (!mayWait(operation)) throw invalid({ path: 'operation', message: `"${operation}" is not one that can wait` });
      const { data, repeated } = await call.perform(operation, input, opId);
      results.push({ opId, state: repeated ? 'duplicate' : 'applied', data: data as Json });
      bytes += Buffer.byteLength(JSON.stringify(data));
      // Stop before the answer becomes too long to be sent. The client sends the remaining operations again, as after a
      // failure.
      if (bytes > MAX_ROWS_BYTES) break;
    } catch (error) {
      const isFinal = error instanceof DomainError && !errors[error.code].retryable;
      if (!isFinal && results.length === 0) throw error;
      if (!isFinal) break;
      const { code, message, details } = error;
      results.push({
        opId,
        state: 'rejected',
        error: { code, message, details: details as Json, retryable: false, requestId: call.requestId },
      });
    }
  }
  return results;
}

/** Return whether the contract allows an operation to wait while the device is offline. */
function mayWait(name: string): boolean {
  return Object.hasOwn(operations, name) && 'offline' in operations[name as OperationName];
}
