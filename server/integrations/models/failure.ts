import OpenAI from 'openai';
import { DomainError } from '../../../domain/errors.ts';

type FailureKind = 'rate_limit' | 'server' | 'network' | 'timeout' | 'refused';

/** A failure of a provider. A request may be tried again after every kind but `refused`. */
export class ModelFailure extends DomainError {
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;

  constructor(kind: FailureKind, cause: unknown, retryAfterMs?: number) {
    super(kind === 'timeout' ? 'upstream_timeout' : 'upstream_failed', `The model's service failed: ${kind}`);
    this.kind = kind;
    this.cause = cause;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

export function failureOf(error: unknown): ModelFailure {
  if (error instanceof ModelFailure) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError) return new ModelFailure('timeout', error);
  if (error instanceof OpenAI.APIError && error.status !== undefined)
    return statusFailure(error.status, error.headers?.get('retry-after'), error);
  return new ModelFailure('network', error);
}

/** Make the failure for a response whose status is not 2xx. */
export function statusFailure(status: number, retryAfter: string | null | undefined, cause: unknown): ModelFailure {
  const kind = status === 429 ? 'rate_limit' : status >= 500 || status === 408 ? 'server' : 'refused';
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ModelFailure(kind, cause, Number.isFinite(seconds) ? seconds * 1_000 : undefined);
}
