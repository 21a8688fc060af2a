import type { ErrorCode } from '../../domain/contract/errors.ts';

/**
 * An error of the service's catalogue or of the client. The client's own codes are `offline` (no answer came) and
 * `aborted` (the caller ended the call).
 */
export interface Failure {
  code: ErrorCode | 'offline' | 'aborted';
  message: string;
  /** Details that depend on the code: the wrong fields for `validation_failed`, `retryAfterMs` for `rate_limited`. */
  details?: unknown;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** The id of the request in the server's logs. */
  requestId?: string;
}

/**
 * Every error that calls of this package throw, the same over REST and over the socket.
 *
 * @example
 * try {
 *   await client.call('course.get', { courseId });
 * } catch (error) {
 *   if (error instanceof CoursesideError && error.code === 'not_found') showMissing();
 *   else throw error;
 * }
 */
export class CoursesideError extends Error implements Failure {
  override readonly name = 'CoursesideError';
  readonly code: Failure['code'];
  readonly details?: unknown;
  readonly retryable: boolean;
  readonly requestId?: string;

  constructor({ code, message, details, retryable, requestId }: Failure) {
    super(message);
    this.code = code;
    this.details = details;
    this.retryable = retryable;
    if (requestId !== undefined) this.requestId = requestId;
  }
}

/** Return the error of a call that was ended by its signal. */
export const aborted = (): CoursesideError =>
  new CoursesideError({ code: 'aborted', message: 'The call was aborted', retryable: false });

/** Return the error of a call or a reply that can't end because the client was closed. */
export const connectionClosed = (): CoursesideError =>
  new CoursesideError({ code: 'offline', message: 'The connection is closed', retryable: false });

/**
 * Return a failure as a plain object, which can be stored or sent to another tab. A clone of an `Error` would keep only
 * the message.
 */
export const plainFailure = ({ code, message, details, retryable, requestId }: Failure): Failure => ({
  code,
  message,
  retryable,
  ...(details !== undefined && { details }),
  ...(requestId !== undefined && { requestId }),
});
