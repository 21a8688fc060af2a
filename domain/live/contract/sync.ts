import { z } from 'zod';
import { exampleId, Json, JsonObject, OperationError, text } from '../../contract/common.ts';
import { operation } from '../../contract/define.ts';
import { MAX_FRAME_BYTES, MAX_SYNC_OPERATIONS } from '../../contract/protocol.ts';

const Waiting = z.strictObject({
  /** The idempotency key. It is the same each time the operation is sent. */
  opId: z.uuid(),
  /** the name of an operation that a device may queue while it is offline: session.*, progress.*, module.complete */
  operation: text(60),
  input: JsonObject,
});
const Synced = z.discriminatedUnion('state', [
  z.object({ opId: z.uuid(), state: z.enum(['applied', 'duplicate']), data: Json }),
  z.object({ opId: z.uuid(), state: z.literal('rejected'), error: OperationError }),
]);

export const syncOperations = {
  'progress.sync': operation({
    summary:
      'Operations that waited while the device was offline, applied in order and each answered on its own. One that can’t be done now ends the answer: it and what follows are to be sent again [M4].',
    access: 'user',
    limits: ['live'],
    maxBytes: MAX_FRAME_BYTES,
    input: z.strictObject({ operations: z.array(Waiting).min(1).max(MAX_SYNC_OPERATIONS) }),
    output: z.object({ results: z.array(Synced) }),
    example: {
      input: { operations: [{ opId: exampleId, operation: 'progress.undo', input: { progressId: exampleId } }] },
      output: {
        results: [
          {
            opId: exampleId,
            state: 'rejected',
            error: { code: 'not_found', message: 'Not found', retryable: false, requestId: 'req_1' },
          },
        ],
      },
    },
  }),
};
