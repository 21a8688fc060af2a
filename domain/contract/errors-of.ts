import type { z } from 'zod';
import type { Access, OperationSpec } from './define.ts';
import type { ErrorCode } from './errors.ts';

type Spec = Pick<OperationSpec<z.ZodType, z.ZodType>, 'access' | 'writes' | 'rest' | 'errors'>;

/** Errors that every operation can answer. */
const COMMON: readonly ErrorCode[] = [
  'validation_failed',
  'rate_limited',
  'payload_too_large',
  'unavailable',
  'internal',
  // A public operation may be called with a token too, and then the token must be valid.
  'unauthenticated',
  'token_expired',
  'session_revoked',
];

/**
 * Return every error that an operation can answer: the common errors, the errors that its access check and its REST
 * route can cause, and the errors it declares.
 */
export function errorsOf({ access, writes, rest, errors = [] }: Spec): ReadonlySet<ErrorCode> {
  return new Set([
    ...COMMON,
    ...ofAccess(access),
    ...(writes ? (['operation_conflict'] as const) : []),
    ...(rest && rest.method !== 'GET' ? (['unsupported_media_type'] as const) : []),
    ...(rest?.waitsFor ? (['upstream_failed'] as const) : []),
    ...errors,
  ]);
}

function ofAccess(access: Access): readonly ErrorCode[] {
  if (typeof access === 'object') return ['not_found', 'forbidden'];
  if (access === 'premium') return ['premium_required'];
  return access === 'admin' ? ['forbidden'] : [];
}
