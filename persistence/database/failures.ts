import { DomainError } from '../../domain/errors.ts';

const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/**
 * SQLSTATE classes and codes of a server that cannot work at the moment: its connection failed, its resources are
 * exhausted, an operator intervened, or it is a read-only standby.
 */
const AWAY_CODES = /^(08|53|57P|25006|25P03|55P03|57014)/;
/** Error codes of system calls and of the gate (`guard.ts`) that also mean that the database can't be reached. */
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
/** Messages of `pg` errors without a code that also mean that the database can't be reached. */
const AWAY_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client (has encountered|was closed)|Cannot use a pool after)/;

/** Return whether two transactions got in each other's way, so that the same command may succeed when it runs again. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error);
  return code === DEADLOCK || code === SERIALIZATION;
}

/**
 * Return whether a prepared statement no longer works on its connection: the server has forgotten it, or a migration
 * has changed what it returns. On a new connection it is prepared again.
 */
export function isSpoiled(error: unknown): boolean {
  const code = codeOf(error);
  const isChanged = code === '0A000' && error instanceof Error && error.message.startsWith('cached plan');
  return isChanged || code === '26000' || code === '42P05';
}

/** Return whether the database is out of reach or too busy, so that the command itself is not at fault. */
export function isAway(error: unknown): boolean {
  if (isSpoiled(error)) return true;
  const code = codeOf(error);
  if (code !== undefined) return AWAY_CODES.test(code) || AWAY_OTHER_CODES.has(code);
  return error instanceof Error && AWAY_MESSAGES.test(error.message);
}

/** Return the error that tells a caller to try again, because the database can't be reached. */
export function unavailable(cause: unknown): DomainError {
  const error = new DomainError('unavailable', 'The database is not available right now');
  error.cause = cause;
  return error;
}

/** Return the port with methods that throw `unavailable` if the database can't be reached. */
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

/** Fields of an error that may hold the values of a statement: its parameters, its rows or its text. */
const VALUE_FIELDS = ['params', 'query', 'queryOptions', 'detail', 'hint', 'where', 'internalQuery'] as const;
/**
 * SQLSTATE class of errors about a value that can't be read as its type. The messages of these errors quote the value.
 */
const VALUE_CODES = /^22/;

/**
 * Remove the values of the statement from an error, such as people's words or the hash of a password, and return the
 * error. Every error of the database passes through this function first, so that no log line and no failed job repeats
 * these values [TK6].
 */
export function withoutValues<E>(error: E): E {
  if (!(error instanceof Error)) return error;
  for (const field of VALUE_FIELDS) delete (error as { [field: string]: unknown })[field];
  const code = codeOf(error);
  if (code === undefined || !VALUE_CODES.test(code)) return error;
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  error.message = `the database can't take a value (SQLSTATE ${code})`;
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

/** Return the SQLSTATE of a Postgres error, or the code of a failed system call. */
function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
