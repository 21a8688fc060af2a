import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields of an error that say what failed, and hold nothing that people wrote. */
const TOLD_FIELDS = ['code', 'constraint', 'table', 'column', 'routine', 'severity'] as const;
/** Postgres quotes the value it could not read. */
const VALUE_STATE = /^22[0-9A-Z]{3}$/;

/** Structured logs; tokens, passwords and what people wrote never get into them [TK6]. */
export function createLog({ level, destination }: { level: string; destination?: DestinationStream }): Logger {
  const options = {
    level,
    redact: ['*.token', '*.accessToken', '*.refreshToken', '*.password', '*.passwordHash', '*.authorization'],
    serializers: { error: described, err: described },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error with its causes: its type, words and place, and of its other fields only those that are known to be harmless. */
function described(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const fields = error as Error & { [field: string]: unknown };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  // MikroORM puts what Postgres tells of the row on a line of its own.
  const [message] = error.message.split('\n - detail: ');
  return {
    type: error.name,
    message: VALUE_STATE.test(String(fields['code'])) ? 'a value that its column can not take' : message,
    ...Object.fromEntries(TOLD_FIELDS.flatMap((name) => (name in fields ? [[name, fields[name]]] : []))),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && { cause: described(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(described) }),
  };
}
