import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields of an error that say what failed and never hold user content. */
const TOLD_FIELDS = ['code', 'constraint', 'table', 'column', 'routine', 'severity'] as const;
/**
 * SQLSTATE codes of a value that Postgres could not read. The error's message quotes the value, so it is not logged.
 */
const VALUE_STATE = /^22[0-9A-Z]{3}$/;

/** Create the log. It is structured, and never contains tokens, passwords or user content [TK6]. */
export function createLog({ level, destination }: { level: string; destination?: DestinationStream }): Logger {
  const options = {
    level,
    redact: ['*.token', '*.accessToken', '*.refreshToken', '*.password', '*.passwordHash', '*.authorization'],
    serializers: { error: described, err: described },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Return the loggable parts of an error and its causes: type, message and stack, and only those other fields that are
 * known to be harmless.
 */
function described(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const fields = error as Error & { [field: string]: unknown };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  // MikroORM appends the detail from Postgres on a separate line. It may contain values of the row, so it is left out.
  const [message] = error.message.split('\n - detail: ');
  return {
    type: error.name,
    message: VALUE_STATE.test(String(fields['code'])) ? 'a value that its column cannot take' : message,
    ...Object.fromEntries(TOLD_FIELDS.flatMap((name) => (name in fields ? [[name, fields[name]]] : []))),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && { cause: described(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(described) }),
  };
}
