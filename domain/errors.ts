import { errors } from './contract/errors.ts';
import type { ErrorCode } from './contract/errors.ts';

/** One field that is wrong; `path` is dotted from the input's root, such as `data.sets.0.weight`. */
export interface FieldError {
  path: string;
  message: string;
}

/** An error of the catalogue: both doors answer its code, message and details. */
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

/** `validation_failed` naming the fields. */
export function invalid(...fields: FieldError[]): DomainError {
  return new DomainError('validation_failed', undefined, fields);
}
