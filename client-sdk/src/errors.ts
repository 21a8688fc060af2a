import type { ErrorCode } from '../../domain/contract/errors.ts';

/** An error of the service's catalogue, or of the client: `offline` (no answer came), `aborted` (by the caller). */
export interface Failure {
  code: ErrorCode | 'offline' | 'aborted';
  message: string;
  /** Depends on the code: for `validation_failed` the fields, for `rate_limited` `retryAfterMs`. */
  details?: unknown;
  /** The same call may succeed later. */
  retryable: boolean;
  /** Id of the request in the server's logs. */
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

/** Return the error of a call that its signal ended. */
export const aborted = (): CoursesideError =>
  new CoursesideError({ code: 'aborted', message: 'The call was aborted', retryable: false });

/** Return the error of a call or a reply that cannot end, because the client was closed. */
export const connectionClosed = (): CoursesideError =>
  new CoursesideError({ code: 'offline', message: 'The connection is closed', retryable: false });

/** Return a failure as plain data: an error that is cloned for a store or another tab keeps nothing but its message. */
export const plainFailure = ({ code, message, details, retryable, requestId }: Failure): Failure => ({
  code,
  message,
  retryable,
  ...(details !== undefined && { details }),
  ...(requestId !== undefined && { requestId }),
});
