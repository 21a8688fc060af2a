import { DomainError } from '../../domain/errors.ts';

const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/** Classes and codes of SQLSTATE that say the server cannot work now: connection, resources, operator, read-only standby. */
const AWAY_CODES = /^(08|53|57P|25006|25P03|55P03|57014)/;
/** Of system calls, and of our own gate. */
const AWAY_OTHER_CODES = new Set([
  'DATABASE_CLOSED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
/** What `pg` throws without a code. */
const AWAY_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client (has encountered|was closed)|Cannot use a pool after)/;

/** Two transactions met; the same command may succeed at once. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error);
  return code === DEADLOCK || code === SERIALIZATION;
}

/** The database is out of reach or too busy; nothing is wrong with the command. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return AWAY_CODES.test(code) || AWAY_OTHER_CODES.has(code);
  return error instanceof Error && AWAY_MESSAGES.test(error.message);
}

/** What a caller is told while the database is away: to try again. */
export function unavailable(cause: unknown): DomainError {
  const error = new DomainError('unavailable', 'The database is not available right now');
  error.cause = cause;
  return error;
}

/** The same port, whose methods fail as `unavailable` where the database is away. */
export function orUnavailable<P extends object>(port: P): P {
  const guarded = Object.entries(port).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args);
      } catch (error) {
        throw isAway(error) ? unavailable(error) : error;
      }
    },
  ]);
  return Object.fromEntries(guarded) as P;
}

/** SQLSTATE of Postgres or code of the system call. */
function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
