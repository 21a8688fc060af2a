import { errors } from '../../domain/contract/errors.ts';
import type { DomainError } from '../../domain/errors.ts';
import { json } from './json.ts';

/**
 * Return an error as application/problem+json (RFC 9457). `status` overrides the error's own status if HTTP has a more
 * exact one.
 */
export function problem(error: DomainError, requestId: string, status: number = errors[error.code].status): Response {
  const { title, retryable } = errors[error.code];
  const body = {
    type: `/docs#error-${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.details !== undefined && { details: error.details }),
    retryable,
    requestId,
    timestamp: new Date().toISOString(),
  };
  const { retryAfterMs } = (error.details ?? {}) as { retryAfterMs?: number };
  const headers: { [name: string]: string } = { 'content-type': 'application/problem+json' };
  if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
  return json(body, { status, headers });
}
