import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { address, cidrs, decimal, duration, oneOf, origins, secret, url, whole } from './schemas.ts';

interface Variable<T extends z.ZodType = z.ZodType> {
  schema: T;
  /** The default as an operator would write it. Absent if there is no default. */
  default?: string;
  about: string;
}
const variable = <T extends z.ZodType, const D extends string | undefined = undefined>(
  schema: T,
  about: string,
  fallback?: D,
) => ({ schema, about, default: fallback as D });

/** Every environment variable that the server reads. The README's table is generated from this list. */
export const variables = {
  PORT: variable(whole(0, 65_535), 'Port for HTTP and sockets; 0 lets the system choose.', '3000'),
  HOST: variable(z.string().min(1), 'Address to listen on.', '127.0.0.1'),
  PUBLISHED_ON: variable(
    z.string().min(1),
    'Address on which a load balancer publishes this node, set from BIND in the Compose file. If it is not loopback, the example secrets of the Compose file are refused.',
    '127.0.0.1',
  ),
  DATA_DIR: variable(z.string().min(1), 'Folder of the embedded database and the generated secret.', '.data'),
  DATABASE_URL: variable(
    url('postgres', 'postgresql'),
    'Postgres 15 or newer with pgvector. If it is not set, the embedded database in DATA_DIR is used.',
  ),
  DATABASE_POOL: variable(whole(2, 200), 'Connections to Postgres, beside the one that renews leases.', '10'),
  DATABASE_SSL: variable(oneOf('off', 'on'), 'TLS to Postgres, with a verified certificate.', 'off'),
  REDIS_URL: variable(
    url('redis', 'rediss'),
    'Redis 7 or newer, needed for several nodes. If it is not set, the memory of the process is used.',
  ),
  REDIS_PREFIX: variable(
    z.string().max(64, { error: 'at most 64 characters' }),
    'Prefix of every Redis key and channel.',
    'courseside:',
  ),
  NODES: variable(
    z
      .string()
      .regex(/^(?:auto|[1-9]\d?)$/, { error: 'a whole number from 1 to 99, or auto' })
      .transform((text) => (text === 'auto' ? availableParallelism() : Number(text))),
    'Number of processes on this port, or auto for one per core. More than one needs DATABASE_URL and REDIS_URL.',
    '1',
  ),
  ENGINE: variable(
    oneOf('auto', 'uws', 'node'),
    'Socket engine. auto takes uWebSockets.js if it loads, else node.',
    'auto',
  ),
  TRANSPORTS: variable(
    oneOf('websocket', 'websocket,polling'),
    'Socket transports. With several nodes, polling needs sticky routing.',
    'websocket',
  ),
  JWT_SECRET: variable(
    secret,
    'Secret that signs access tokens. Required with DATABASE_URL. With the embedded database it is generated and stored in DATA_DIR.',
  ),
  JWT_SECRET_PREVIOUS: variable(secret, 'Previous secret during a rotation. It verifies tokens but signs none.'),
  ACCESS_TOKEN_TTL: variable(duration(1, 30), 'How long an access token is valid.', '15m'),
  REFRESH_TOKEN_TTL: variable(duration(1, 3_650), 'How long a device session is valid without use.', '30d'),
  CORS_ORIGINS: variable(origins, 'Web origins that may call the API.', ''),
  TRUST_PROXY: variable(cidrs, 'Proxies (CIDRs) whose X-Forwarded-For header is trusted.', ''),
  MAX_SOCKETS_PER_USER: variable(
    whole(1, 1_000),
    'Most sockets of one user on all nodes together, and most event streams of one user on each node.',
    '20',
  ),
  HANDSHAKES_PER_MINUTE_PER_IP: variable(whole(1, 100_000), 'Most socket handshakes of one address per minute.', '200'),
  RATE_LIMITS: variable(oneOf('on', 'off'), 'Rate limits. off is allowed only if HOST is loopback.', 'on'),
  LLM_PROVIDER: variable(
    oneOf('auto', 'openai', 'offline'),
    'Provider of the model. auto takes openai if a key or base URL is set, else the offline tutor.',
    'auto',
  ),
  OPENAI_API_KEY: variable(z.string().min(1), 'API key of the model service.'),
  OPENAI_BASE_URL: variable(url('http', 'https'), 'URL of any server that speaks Chat Completions.'),
  OPENAI_MODEL: variable(z.string().min(1), 'Model that writes the replies.', 'gpt-4.1-mini'),
  OPENAI_FALLBACK_MODEL: variable(z.string().min(1), 'Model to ask if OPENAI_MODEL fails.'),
  EMBEDDING_MODEL: variable(
    z.string().min(1),
    'Model for memories and search. If it is not set, full text and hashed vectors are used.',
  ),
  LLM_MAX_TOKENS: variable(whole(16, 100_000), 'Most tokens of one reply.', '1024'),
  LLM_TEMPERATURE: variable(decimal(0, 2), 'Sampling temperature of the model.', '0.7'),
  OFFLINE_TUTOR_PACE_MS: variable(whole(0, 1_000), 'Milliseconds between the words of the offline tutor.', '12'),
  SHUTDOWN_GRACE: variable(
    duration(0, 1),
    'How long running replies and devices may take to move to another node at shutdown.',
    '20',
  ),
  LOG_LEVEL: variable(
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'Lowest level that is logged.',
    'info',
  ),
  METRICS_PORT: variable(
    address,
    'Port, or host:port, for Prometheus. With several NODES it is the first of as many ports. The default host is loopback.',
  ),
  STREAM_RETENTION_DAYS: variable(whole(1, 3_650), 'Days for which events can be replayed.', '30'),
} as const satisfies Record<string, Variable>;

export type Values = {
  [N in keyof typeof variables]: (typeof variables)[N]['default'] extends string
    ? z.output<(typeof variables)[N]['schema']>
    : z.output<(typeof variables)[N]['schema']> | undefined;
};
