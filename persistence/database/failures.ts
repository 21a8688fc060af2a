import { DomainError } from '../../domain/errors.ts';

const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/** SQLSTATE classes and codes for a server that cannot work now: connection, resources, operator, read-only standby. */
const AWAY_CODES = /^(08|53|57P|25006|25P03|55P03|57014)/;
/** The same in error codes of system calls and of the gate (`guard.ts`). */
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
/** The same in messages of `pg` errors that have no code. */
const AWAY_MESSAGES =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client (has encountered|was closed)|Cannot use a pool after)/;

/** Whether two transactions got in each other's way, so that the same command may succeed when run again. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error);
  return code === DEADLOCK || code === SERIALIZATION;
}

/** Whether the database is out of reach or too busy, so that nothing is wrong with the command. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return AWAY_CODES.test(code) || AWAY_OTHER_CODES.has(code);
  return error instanceof Error && AWAY_MESSAGES.test(error.message);
}

/** Return the error that tells a caller to try again, since the database is away. */
export function unavailable(cause: unknown): DomainError {
  const error = new DomainError('unavailable', 'The database is not available right now');
  error.cause = cause;
  return error;
}

/** Return a port whose methods fail as `unavailable` while the database is away. */
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

/** Of an error, what may hold the values of a statement: parameters, rows, the statement itself. */
const VALUE_FIELDS = ['params', 'query', 'queryOptions', 'detail', 'hint', 'where', 'internalQuery'] as const;
/** SQLSTATE's class of values that can't be read as their type; the message quotes them. */
const VALUE_CODES = /^22/;

/**
 * The same error without the values of its statement: people's words, the hash of a password. Whatever comes from the
 * database passes here first, so that nothing that is logged or kept with a job repeats them [TK6].
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

/** SQLSTATE of Postgres or code of the system call. */
function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
