import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/** Structured logs; tokens and passwords never get into them. */
export function createLog({ level, destination }: { level: string; destination?: DestinationStream }): Logger {
  const options = {
    level,
    redact: ['*.token', '*.accessToken', '*.refreshToken', '*.password', '*.passwordHash', '*.authorization'],
    serializers: { error: pino.stdSerializers.err },
  };
  return destination ? pino(options, destination) : pino(options);
}
