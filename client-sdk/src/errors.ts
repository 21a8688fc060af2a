import type { ErrorCode } from '../../domain/contract/errors.ts';

export interface Failure {
  code: ErrorCode | 'offline' | 'aborted';
  message: string;
  details?: unknown;
  retryable: boolean;
  requestId?: string;
}

/** An error of the service's catalogue, the same from both doors; `offline` and `aborted` are the client's own. */
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

export const aborted = (): CoursesideError =>
  new CoursesideError({ code: 'aborted', message: 'The call was aborted', retryable: false });

/** As it can be kept or sent to another tab: cloned, an error would lose all but its message. */
export const plain = ({ code, message, details, retryable, requestId }: Failure): Failure => ({
  code,
  message,
  retryable,
  ...(details !== undefined && { details }),
  ...(requestId !== undefined && { requestId }),
});
