/** Limits that a client and the server must agree on; each is written here alone. */

/** The largest frame of a client [B2]. */
export const MAX_FRAME_BYTES = 128 * 1_024;
/** How deep JSON may nest [B2]. */
export const MAX_DEPTH = 32;
/** The largest input of an operation that names no size of its own. */
export const DEFAULT_INPUT_BYTES = 8 * 1_024;
/** How many streams a device follows: its user's own, and one for each course. */
export const MAX_STREAMS = 1_000;
/** How many events go in one frame or one answer of `stream.read` [C3]. */
export const MAX_BATCH_EVENTS = 200;
/** The most an event's data may have as JSON [S7]; larger things are sent by reference. */
export const MAX_EVENT_BYTES = 64 * 1_024;
/** How many operations one `progress.sync` carries [M4]. */
export const MAX_SYNC_OPERATIONS = 100;

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Whether a client's request id is kept: printable ASCII without spaces, up to 128 characters. */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && REQUEST_ID.test(value);
}
