import type { ErrorCode } from '../../domain/contract/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Perform } from '../../domain/perform.ts';
import type { Logger } from './log.ts';

/** The event names of the OWASP Logging Vocabulary for refusals that concern security, by error code. */
const REFUSALS: { [code in ErrorCode]?: string } = {
  invalid_credentials: 'authn_login_fail',
  unauthenticated: 'authn_token_fail',
  session_revoked: 'authn_token_fail',
  token_reused: 'authn_token_reuse',
  forbidden: 'authz_fail',
};

/** The origin of a refused call. */
interface Caller {
  /** The name of the operation, or of another action such as `handshake`. */
  operation: string;
  ip: string;
  requestId?: string;
  userId?: string;
}

export interface SecurityLog {
  /** Log an error if it is one of the refusals above. The caller handles other errors. */
  refused(error: unknown, caller: Caller): void;
  /** Log a device session that ended. */
  ended(session: { sid: string; userId: string; reason: string }): void;
}

/** Create the log of refused callers and ended device sessions, in structured lines without secrets [TK7]. */
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

/** Log the refusals of every operation, on REST, on the socket and inside another operation. */
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
