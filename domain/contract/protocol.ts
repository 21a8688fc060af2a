/** Limits that clients and the server must agree on. Each is defined only here. */

/** The largest frame that a client may send [B2]. */
export const MAX_FRAME_BYTES = 128 * 1_024;
/** The deepest nesting of JSON [B2]. */
export const MAX_DEPTH = 32;
/** The largest input of an operation that sets no `maxBytes`. */
export const DEFAULT_INPUT_BYTES = 8 * 1_024;
/** The most streams that a device receives: the stream of its user, and one stream per course. */
export const MAX_STREAMS = 1_000;
/** The most events in one frame or in one answer of `stream.read` [C3]. */
export const MAX_BATCH_EVENTS = 200;
/** The largest data of an event as JSON [S7]. If its content is larger, the event carries only ids. */
export const MAX_EVENT_BYTES = 64 * 1_024;
/** The most operations in one `progress.sync` [M4]. */
export const MAX_SYNC_OPERATIONS = 100;

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Whether the server accepts the request id that a client sent. It must be printable ASCII without spaces, up to 128
 * characters.
 */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && REQUEST_ID.test(value);
}
