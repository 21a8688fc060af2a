import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { actorOf } from '../domain/account/usecases/auth.ts';
import type { Actor } from '../domain/actor.ts';
import type { Deps } from '../domain/areas/deps.ts';
import { jobHandlers } from '../domain/areas/job-handlers.ts';
import { useCases } from '../domain/areas/use-cases.ts';
import { DomainError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { createPerform } from '../domain/perform.ts';
import { chatAnswer } from '../domain/tutor/usecases/chat-answer.ts';
import { writeReply } from '../domain/tutor/usecases/tutor.ts';
import { openMemory } from '../gateway/bus/memory.ts';
import { openRedis } from '../gateway/bus/redis.ts';
import { openEngine } from '../gateway/engine/index.ts';
import { openGateway } from '../gateway/gateway.ts';
import { createFeed } from '../gateway/replies/feed.ts';
import { openRelay } from '../gateway/replies/relay.ts';
import { openReplies } from '../gateway/replies/replies.ts';
import { openRunner } from '../gateway/replies/runner.ts';
import { createRevocations } from '../persistence/account/revocations.ts';
import { openDatabase } from '../persistence/database/open.ts';
import { createTransactions } from '../persistence/database/transactions.ts';
import { openJobs } from '../persistence/jobs/jobs.ts';
import { createEventLog } from '../persistence/log/event-log.ts';
import { purge } from '../persistence/log/purge.ts';
import { createReader, createStores } from '../persistence/stores.ts';
import { createReplyLeases } from '../persistence/tutor/reply-leases.ts';
import type { Config } from './config.ts';
import { startedBy } from './config/config-error.ts';
import { createClientIp } from './http/client-ip.ts';
import { createReadiness } from './http/readiness.ts';
import { createHttp } from './http/router.ts';
import { createPasswords } from './integrations/auth/passwords.ts';
import { createTokens } from './integrations/auth/tokens.ts';
import { createLimiter } from './integrations/limits/limiter.ts';
import { openModels } from './integrations/models/index.ts';
import { createLog } from './telemetry/log.ts';
import { measured } from './telemetry/measured.ts';
import { serveMetrics } from './telemetry/metrics-server.ts';
import { createMetrics } from './telemetry/metrics.ts';

/** Tokens of a prompt; what does not fit is cut whole [MO3]. */
const PROMPT_TOKENS = 6_000;
/** One frame of a client [B2]. */
const MAX_FRAME_BYTES = 128 * 1_024;
/** What may wait for a slow reader [B1]. */
const MAX_BACKPRESSURE_BYTES = 1_024 * 1_024;
const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 20_000;
/** A handshake within 10 s [B3]. */
const CONNECT_TIMEOUT_MS = 10_000;
const SAMPLE_MS = 5_000;
/** A limit is not worth waiting for: behind it stands the one in memory [S6]. */
const LIMITER_TIMEOUT_MS = 250;

export interface Node {
  port: number;
  engine: string;
  tutor: string;
  /** Lets running replies finish and devices move on, then closes everything [C9]. */
  stop(): Promise<void>;
  /** Closes at once, as a crash would, but tidily. */
  close(): Promise<void>;
}

/** Builds one node: the only place where everything meets. `member` counts the processes on this port from 0. */
export async function openNode(config: Config, member = 0): Promise<Node> {
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics();
  const nodeId = `${hostname()}:${newId().slice(-12)}`;
  const now = () => new Date();
  const closers: (() => unknown)[] = [];
  const opened = <T extends { close(): unknown }>(part: T): T => {
    closers.unshift(() => part.close());
    return part;
  };

  const database = opened(
    await (config.databaseUrl
      ? openDatabase({ url: config.databaseUrl, pool: config.databasePool, ssl: config.databaseSsl === 'on' })
      : startedBy('DATA_DIR', openDatabase({ dataDir: config.dataDir }))),
  );
  await startedBy(config.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR', database.migrate());
  const jobs = await openJobs(database, { onError: (error) => log.error({ error }, 'Job queue') });
  closers.unshift(() => jobs.stop());
  const events = createEventLog(database);
  const leases = createReplyLeases(database);
  const read = createReader(database);

  const coordination = opened(
    config.redisUrl
      ? await openRedis({ url: config.redisUrl, prefix: config.redisPrefix, warn: (message) => log.warn(message) })
      : openMemory(),
  );
  const { bus, shared } = coordination;
  const limiterRedis = config.redisUrl
    ? new Redis(config.redisUrl, {
        enableOfflineQueue: false,
        commandTimeout: LIMITER_TIMEOUT_MS,
        maxRetriesPerRequest: 0,
      })
    : undefined;
  limiterRedis?.on('error', () => undefined);
  closers.unshift(() => limiterRedis?.disconnect());
  const limiter = createLimiter({
    redis: limiterRedis && { client: limiterRedis, isAway: () => bus.state() === 'down' },
    prefix: config.redisPrefix,
    enabled: config.rateLimits,
  });
  const tokens = createTokens({ secret: config.jwtSecret, previousSecret: config.jwtSecretPrevious });
  const clientIp = createClientIp(config.trustProxy);
  const models = openModels(
    {
      provider: config.llmProvider,
      apiKey: config.openaiApiKey,
      baseUrl: config.openaiBaseUrl,
      model: config.openaiModel,
      fallbackModel: config.openaiFallbackModel,
      embeddingModel: config.embeddingModel,
      offlinePaceMs: config.offlineTutorPaceMs,
    },
    { onEvent: (event) => log.info(event, 'Model') },
  );

  async function loadActor({ userId, sid }: { userId: string; sid: string }): Promise<Actor | undefined> {
    const user = await read().users.find(userId);
    return user && actorOf(user, sid);
  }

  const engine = opened(
    await startedBy(
      'ENGINE',
      openEngine({
        engine: config.engine,
        transports: config.transports,
        corsOrigins: config.corsOrigins,
        maxPayload: MAX_FRAME_BYTES,
        pingInterval: PING_INTERVAL_MS,
        pingTimeout: PING_TIMEOUT_MS,
        connectTimeout: CONNECT_TIMEOUT_MS,
        maxBackpressure: MAX_BACKPRESSURE_BYTES,
        reusePort: config.nodes > 1,
        onSlowConsumer() {
          metrics.slowConsumer();
          log.warn({ reason: 'slow_consumer' }, 'A client read too slowly and was cut off; it resumes by its cursor');
        },
        warn: (message) => log.warn(message),
      }),
    ),
  );
  const revocations = createRevocations(database);
  const gateway = opened(
    await openGateway({
      engine,
      nodeId,
      bus,
      log: events,
      revocations,
      tokens,
      limiter,
      loadActor,
      enrolments: (userId) => read().courses.enrolments(userId),
      openReplies: async (userId) =>
        (await read().replies.open(userId)).map(({ id, messageId, courseId, attempt }) => ({
          replyId: id,
          messageId,
          courseId,
          attempt,
        })),
      isVisible: async (userId) => (await read().users.preferences(userId)).privacySettings.showPresence,
      clientIp,
      onFanout: metrics.fanout,
      logger: log,
      limits: {
        maxSocketsPerUser: config.maxSocketsPerUser,
        handshakesPerMinutePerIp: config.handshakesPerMinutePerIp,
        accessSeconds: config.accessTokenTtl,
      },
    }),
  );
  const transactions = createTransactions({
    database,
    createStores,
    jobs,
    onCommit(envelopes) {
      metrics.eventsAppended(envelopes.length);
      gateway.offer(envelopes);
    },
  });

  const relay = opened(
    await openRelay({
      nodeId,
      bus,
      shared,
      nodesOf: (userId) => gateway.presence.nodesOf(userId),
      onPassed: gateway.onPassed,
      toLocalUser(userId, event, delta) {
        metrics.replyDeltas(1);
        gateway.toLocalUser(userId, event, delta);
      },
    }),
  );
  const tutor = {
    read,
    transactions,
    model: models.model,
    embedder: models.embedder,
    tokenizer: models.tokenizer,
    tools: models.tools,
    now,
    limits: { promptTokens: PROMPT_TOKENS, maxTokens: config.llmMaxTokens, temperature: config.llmTemperature },
  };
  const runner = openRunner({
    nodeId,
    leases,
    transactions,
    read,
    write: (reply, speech) => writeReply(tutor, reply, speech),
    relay,
    log,
  });
  closers.unshift(() => runner.drain(0));
  const replies = opened(await openReplies({ runner, relay, bus, read, listen: gateway.listen, log }));
  const deps: Deps = {
    read,
    log: events,
    tokens,
    passwords: createPasswords(),
    embedder: models.embedder,
    replies,
    presence: gateway.presence,
    signals: gateway.signals,
    ended(sessions) {
      for (const session of sessions) gateway.revoked(session);
    },
    lifetimes: { accessSeconds: config.accessTokenTtl, refreshSeconds: config.refreshTokenTtl },
  };
  const perform = measured(createPerform({ deps, useCases, transactions, limiter, now }), metrics);
  gateway.serve({ perform, replies: { drain: (graceMs) => runner.drain(graceMs) } });

  const feed = createFeed({ read, replies, relay, listen: gateway.listen });
  engine.onRequest(
    createHttp({
      perform,
      async authenticate(token) {
        const claims = tokens.verify(token);
        if (gateway.isRevoked(claims.sid)) throw new DomainError('session_revoked');
        const actor = await loadActor(claims);
        if (!actor) throw new DomainError('unauthenticated');
        return actor;
      },
      renderReply: ({ replyId, requestId, signal }) => chatAnswer({ read, replies }, replyId, requestId, signal),
      feed: (actor, courseId, options) => feed(actor.userId, courseId, options),
      readiness: createReadiness({
        checks: {
          database: () => database.ping(),
          ...(config.redisUrl && {
            async redis() {
              if (bus.state() === 'down') throw new Error('Redis is away; nodes coordinate through the database');
            },
          }),
        },
        isDraining: () => gateway.draining(),
        facts: () => ({ engine: engine.name, tutor: models.name, embeddings: models.embedder.name }),
      }),
      sites: SITES,
      clientIp,
      corsOrigins: config.corsOrigins,
      log,
    }),
  );

  await jobs.work(jobHandlers({ read, transactions, embedder: models.embedder, now }));
  await jobs.every('17 * * * *', 'housekeeping', async () => {
    const lifetimes = { eventDays: config.streamRetentionDays, accessSeconds: config.accessTokenTtl };
    log.info(await purge(database, now(), lifetimes), 'Housekeeping');
  });
  if (config.metrics) {
    const { host, port } = config.metrics;
    opened(await startedBy('METRICS_PORT', serveMetrics(metrics, { host, port: port + member })));
  }
  const sampling = setInterval(() => metrics.sockets(gateway.connections()), SAMPLE_MS);
  closers.unshift(() => clearInterval(sampling));
  const port = await startedBy('HOST and PORT', engine.listen(config.port, config.host));

  async function close(): Promise<void> {
    for (const closer of closers.splice(0)) await closer();
  }
  return {
    port,
    engine: engine.name,
    tutor: models.name,
    async stop() {
      await gateway.drain(config.shutdownGrace);
      await close();
    },
    close,
  };
}

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SITES = [
  { path: '/', folder: folder('../client-sdk/examples/tutor-chat') },
  { path: '/design/', folder: folder('../client-sdk/examples/design') },
  { path: '/sdk/', folder: folder('../client-sdk/dist') },
  { path: '/vendor/marked/', folder: dirname(fileURLToPath(import.meta.resolve('marked'))) },
];
