import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { address, cidrs, decimal, duration, oneOf, origins, secret, url, whole } from './schemas.ts';

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T;
  /** The default as an operator would write it; absent if there is none. */
  default?: string;
  about: string;
}
const variable = <T extends z.ZodType, const D extends string | undefined = undefined>(
  schema: T,
  about: string,
  fallback?: D,
) => ({ schema, about, default: fallback as D });

/** Every environment variable the server reads; the README's table is printed from here. */
export const variables = {
  PORT: variable(whole(0, 65_535), 'Port for HTTP and sockets; 0 lets the system choose.', '3000'),
  HOST: variable(z.string().min(1), 'Address to listen on.', '127.0.0.1'),
  PUBLISHED_ON: variable(
    z.string().min(1),
    'Address on which a load balancer publishes this node, as BIND of the Compose file. Beyond loopback its example secrets are refused.',
    '127.0.0.1',
  ),
  DATA_DIR: variable(z.string().min(1), 'Where the embedded database and what was made once are kept.', '.data'),
  DATABASE_URL: variable(
    url('postgres', 'postgresql'),
    'Postgres 15 or newer with pgvector. Without it: the embedded database in DATA_DIR.',
  ),
  DATABASE_POOL: variable(whole(2, 200), 'Connections to Postgres.', '10'),
  DATABASE_SSL: variable(oneOf('off', 'on'), 'TLS to Postgres, with a verified certificate.', 'off'),
  REDIS_URL: variable(url('redis', 'rediss'), 'Redis 7 or newer, for several nodes. Without it: in process.'),
  REDIS_PREFIX: variable(
    z.string().max(64, { error: 'at most 64 characters' }),
    'Before every Redis key and channel.',
    'courseside:',
  ),
  NODES: variable(
    z
      .string()
      .regex(/^(?:auto|[1-9]\d?)$/, { error: 'a whole number from 1 to 99, or auto' })
      .transform((text) => (text === 'auto' ? availableParallelism() : Number(text))),
    'Processes on this port, or auto: one a core. More than one needs DATABASE_URL and REDIS_URL.',
    '1',
  ),
  ENGINE: variable(
    oneOf('auto', 'uws', 'node'),
    'Socket engine: uWebSockets.js where it loads, or insist on one.',
    'auto',
  ),
  TRANSPORTS: variable(
    oneOf('websocket', 'websocket,polling'),
    'Socket transports; polling needs sticky routing with several nodes.',
    'websocket',
  ),
  JWT_SECRET: variable(
    secret,
    'Signs access tokens. Embedded: made once and kept in DATA_DIR. Required with DATABASE_URL.',
  ),
  JWT_SECRET_PREVIOUS: variable(secret, 'The secret before, while it is rotated: it still verifies.'),
  ACCESS_TOKEN_TTL: variable(duration(1, 30), 'Life of an access token.', '15m'),
  REFRESH_TOKEN_TTL: variable(duration(1, 3_650), 'Life of a device session without use.', '30d'),
  CORS_ORIGINS: variable(origins, 'Origins whose pages may call the API.', ''),
  TRUST_PROXY: variable(cidrs, 'Proxies whose X-Forwarded-For is believed.', ''),
  MAX_SOCKETS_PER_USER: variable(
    whole(1, 1_000),
    'Sockets of one user, on all nodes together; event streams of one user, on each node.',
    '20',
  ),
  HANDSHAKES_PER_MINUTE_PER_IP: variable(whole(1, 100_000), 'Socket handshakes of one address.', '200'),
  RATE_LIMITS: variable(oneOf('on', 'off'), 'off only where HOST is loopback.', 'on'),
  LLM_PROVIDER: variable(
    oneOf('auto', 'openai', 'offline'),
    'auto takes openai where a key or base URL is set, else the offline tutor.',
    'auto',
  ),
  OPENAI_API_KEY: variable(z.string().min(1), 'Key of the model service.'),
  OPENAI_BASE_URL: variable(url('http', 'https'), 'Any server that speaks Chat Completions.'),
  OPENAI_MODEL: variable(z.string().min(1), 'Model that answers.', 'gpt-4.1-mini'),
  OPENAI_FALLBACK_MODEL: variable(z.string().min(1), 'Model to ask when the first one fails.'),
  EMBEDDING_MODEL: variable(
    z.string().min(1),
    'Model for memories and search. Without it: full text and hashed vectors.',
  ),
  LLM_MAX_TOKENS: variable(whole(16, 100_000), 'Tokens of one answer.', '1024'),
  LLM_TEMPERATURE: variable(decimal(0, 2), 'How freely the model writes.', '0.7'),
  OFFLINE_TUTOR_PACE_MS: variable(whole(0, 1_000), 'Milliseconds between the words of the offline tutor.', '12'),
  SHUTDOWN_GRACE: variable(duration(0, 1), 'Time for running replies and devices to move on.', '20'),
  LOG_LEVEL: variable(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'What is logged.', 'info'),
  METRICS_PORT: variable(
    address,
    'Port, or host:port, for Prometheus; with several NODES the first of as many. Loopback unless a host is named.',
  ),
  STREAM_RETENTION_DAYS: variable(whole(1, 3_650), 'How long events can be replayed.', '30'),
} as const satisfies Record<string, Variable>;

export type Values = {
  [N in keyof typeof variables]: (typeof variables)[N]['default'] extends string
    ? z.output<(typeof variables)[N]['schema']>
    : z.output<(typeof variables)[N]['schema']> | undefined;
};
