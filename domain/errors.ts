import { errors } from './contract/errors.ts';
import type { ErrorCode } from './contract/errors.ts';

/** One wrong field of the input. `path` is dotted and starts at the input's root, such as `data.sets.0.weight`. */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * An error whose code is listed in `contract/errors.ts`. REST and the socket both send its code, message and details to
 * the caller.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details?: unknown;

  constructor(code: ErrorCode, message: string = errors[code].title, details?: unknown) {
    super(message);
    this.code = code;
    if (details !== undefined) this.details = details;
  }
}

/** Return a `validation_failed` error that names these fields. */
export function invalid(...fields: FieldError[]): DomainError {
  return new DomainError('validation_failed', undefined, fields);
}
