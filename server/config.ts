import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from './config/config-error.ts';
import { variables } from './config/variables.ts';
import type { Values } from './config/variables.ts';

export type Config = ReturnType<typeof loadConfig>;

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const LEAST_SECRET_CHARACTERS = 32;
/** The example secrets of `docker-compose.yml`, which everybody can read. */
const EXAMPLE_SECRET = /^for-trying-out-on-loopback-only/;
const EXAMPLE_PASSWORD = 'courseside';
/** Only the owner may read and write the file of the secret. */
const SECRET_MODE = 0o600;

type Env = { [name: string]: string | undefined };
/**
 * Whether the operator has set a variable, even to a wrong value. A wrong value is reported once, and not also as
 * missing.
 */
type IsSet = (name: keyof typeof variables) => boolean;

/** Read the environment once. @throws ConfigError with each wrong variable, its value and the accepted values */
export function loadConfig(env: Env = process.env) {
  const mistakes: string[] = [];
  const values = read(env, mistakes);
  const isSet: IsSet = (name) => found(env, name) !== undefined;
  if (isSet('DATABASE_URL') && !isSet('JWT_SECRET'))
    mistakes.push('JWT_SECRET is not set. With DATABASE_URL all nodes must share it: at least 32 bytes.');
  if (values.RATE_LIMITS === 'off' && !LOOPBACK.test(values.HOST)) {
    mistakes.push(`RATE_LIMITS is "off" while HOST is "${values.HOST}". Accepted: "on", or a loopback HOST.`);
  }
  if (values.LLM_PROVIDER === 'openai' && !isSet('OPENAI_API_KEY') && !isSet('OPENAI_BASE_URL')) {
    mistakes.push('LLM_PROVIDER is "openai", but neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.');
  }
  if (!LOOPBACK.test(values.PUBLISHED_ON)) mistakes.push(...exampleSecrets(values));
  if (values.NODES > 1) mistakes.push(...mistakesOfSeveral(values, isSet));
  if (mistakes.length > 0) throw new ConfigError('The configuration has mistakes', mistakes);

  const dataDir = resolve(values.DATA_DIR);
  const online =
    values.LLM_PROVIDER === 'openai' ||
    (values.LLM_PROVIDER === 'auto' && (values.OPENAI_API_KEY ?? values.OPENAI_BASE_URL) !== undefined);
  return {
    port: values.PORT,
    host: values.HOST,
    nodes: values.NODES,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    databaseSsl: values.DATABASE_SSL,
    redisUrl: values.REDIS_URL,
    redisPrefix: values.REDIS_PREFIX,
    engine: values.ENGINE,
    transports: values.TRANSPORTS.split(',') as ('websocket' | 'polling')[],
    jwtSecret: values.JWT_SECRET ?? keptSecret(dataDir),
    jwtSecretPrevious: values.JWT_SECRET_PREVIOUS,
    accessTokenTtl: values.ACCESS_TOKEN_TTL,
    refreshTokenTtl: values.REFRESH_TOKEN_TTL,
    corsOrigins: values.CORS_ORIGINS.includes('*') ? ('*' as const) : values.CORS_ORIGINS,
    trustProxy: values.TRUST_PROXY,
    maxSocketsPerUser: values.MAX_SOCKETS_PER_USER,
    handshakesPerMinutePerIp: values.HANDSHAKES_PER_MINUTE_PER_IP,
    rateLimits: values.RATE_LIMITS === 'on',
    llmProvider: online ? ('openai' as const) : ('offline' as const),
    openaiApiKey: values.OPENAI_API_KEY,
    openaiBaseUrl: values.OPENAI_BASE_URL,
    openaiModel: values.OPENAI_MODEL,
    openaiFallbackModel: values.OPENAI_FALLBACK_MODEL,
    embeddingModel: values.EMBEDDING_MODEL,
    llmMaxTokens: values.LLM_MAX_TOKENS,
    llmTemperature: values.LLM_TEMPERATURE,
    offlineTutorPaceMs: values.OFFLINE_TUTOR_PACE_MS,
    /** The grace period of a shutdown in milliseconds. */
    shutdownGrace: values.SHUTDOWN_GRACE * 1_000,
    logLevel: values.LOG_LEVEL,
    metrics: values.METRICS_PORT,
    streamRetentionDays: values.STREAM_RETENTION_DAYS,
  };
}

function read(env: Env, mistakes: string[]): Values {
  const entries = Object.entries(variables).map(([name, { schema, default: fallback }]) => {
    const text = found(env, name) ?? fallback;
    if (text === undefined) return [name, undefined];
    const parsed = schema.safeParse(text);
    if (parsed.success) return [name, parsed.data];
    mistakes.push(`${name} is ${shown(name, text)}. Accepted: ${parsed.error.issues[0]?.message}.`);
    return [name, undefined];
  });
  return Object.fromEntries(entries) as Values;
}

/** Treat a blank value as not set, such as `JWT_SECRET=` in a compose file. */
const found = (env: Env, name: string): string | undefined => env[name]?.trim() || undefined;

/** Describe the value of a variable for an error message, without secrets and without the password in a URL. */
function shown(name: string, text: string): string {
  if (/SECRET|KEY/.test(name)) return `${text.length} characters`;
  return `"${text.replace(/\/\/.*@/, '//…@')}"`;
}

/**
 * Return an error message if example secrets are used and other machines can reach the server. The example secrets are
 * public, so they would protect nothing.
 */
function exampleSecrets({ JWT_SECRET = '', DATABASE_URL, PUBLISHED_ON }: Values): string[] {
  const isExample = {
    JWT_SECRET: EXAMPLE_SECRET.test(JWT_SECRET),
    POSTGRES_PASSWORD: DATABASE_URL !== undefined && new URL(DATABASE_URL).password === EXAMPLE_PASSWORD,
  };
  return Object.entries(isExample).flatMap(([name, isIts]) =>
    isIts
      ? [
          `${name} is the example of docker-compose.yml, but PUBLISHED_ON (BIND) is "${PUBLISHED_ON}". Set your own value.`,
        ]
      : [],
  );
}

/** Return the mistakes in the configuration of several processes, which share a port, a database and a Redis. */
function mistakesOfSeveral(values: Values, isSet: IsSet): string[] {
  const several = `NODES is ${values.NODES}`;
  return [
    ...(isSet('DATABASE_URL')
      ? []
      : [`DATABASE_URL is not set, but ${several}. The embedded database serves one process.`]),
    ...(isSet('REDIS_URL') ? [] : [`REDIS_URL is not set, but ${several}. Several processes need a shared Redis.`]),
    ...(values.PORT === 0 ? [`PORT is 0, but ${several}. Accepted: the port that the processes share.`] : []),
    ...(values.TRANSPORTS === 'websocket,polling'
      ? [
          `TRANSPORTS is "websocket,polling", but ${several}. Accepted: "websocket", because polling needs sticky routing.`,
        ]
      : []),
  ];
}

/**
 * Return the JWT secret of a server with the embedded database, which keeps it in a file in DATA_DIR. The first start
 * generates the secret. Only the owner of the file may read it.
 */
function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'jwt-secret');
  try {
    const kept = readFileSync(path, 'utf8');
    keepOthersOut(path);
    // If an earlier start was interrupted while it wrote the file, the file is empty.
    if (kept.length >= LEAST_SECRET_CHARACTERS) return kept;
  } catch {
    // The file does not exist, because this is the first start.
  }
  const secret = randomBytes(48).toString('base64url');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(path, secret, { mode: SECRET_MODE });
  } catch (error) {
    throw new ConfigError('The configuration has mistakes', [
      `DATA_DIR is "${dataDir}". Accepted: a folder to write in (${(error as Error).message}).`,
    ]);
  }
  return secret;
}

function keepOthersOut(path: string): void {
  try {
    chmodSync(path, SECRET_MODE);
  } catch {
    // The file belongs to somebody else who mounted it here. That person decides who may read it.
  }
}
