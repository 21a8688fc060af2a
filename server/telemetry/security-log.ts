import type { ErrorCode } from '../../domain/contract/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Perform } from '../../domain/perform.ts';
import type { Logger } from './log.ts';

/** What a refusal is called, after the OWASP Logging Vocabulary; other refusals are no matter of security. */
const REFUSALS: { [code in ErrorCode]?: string } = {
  invalid_credentials: 'authn_login_fail',
  unauthenticated: 'authn_token_fail',
  session_revoked: 'authn_token_fail',
  token_reused: 'authn_token_reuse',
  forbidden: 'authz_fail',
};

/** Where a refused call came from. */
interface Caller {
  /** Name of the operation, or what else was tried, such as `handshake`. */
  operation: string;
  ip: string;
  requestId?: string;
  userId?: string;
}

export interface SecurityLog {
  /** Log an error if it refuses somebody; others are left to the caller. */
  refused(error: unknown, caller: Caller): void;
  /** Log a device session that ended. */
  ended(session: { sid: string; userId: string; reason: string }): void;
}

/** Log who was refused and which sign-ins ended, in structured lines without secrets [TK7]. */
export function createSecurityLog(log: Pick<Logger, 'info' | 'warn'>): SecurityLog {
  return {
    refused(error, caller) {
      const security = error instanceof DomainError ? REFUSALS[error.code] : undefined;
      if (security) log.warn({ security, ...caller }, 'A caller was refused');
    },
    ended({ sid, userId, reason }) {
      const isTheft = reason === 'token_reused';
      const fields = { security: 'authn_token_revoked', sid, userId, reason };
      log[isTheft ? 'warn' : 'info'](fields, 'A device session ended');
    },
  };
}

/** Log the refusals of every operation, through either door and inside another operation. */
export function watched(perform: Perform, security: SecurityLog): Perform {
  return async function performWatched(request) {
    try {
      return await perform(request);
    } catch (error) {
      const { operation, client, requestId, actor } = request;
      security.refused(error, { operation, ip: client.ip, requestId, userId: actor?.userId });
      throw error;
    }
  };
}
