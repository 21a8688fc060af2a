import { loadActor, showsPresence } from '../../domain/account/usecases/actor.ts';
import { MAX_FRAME_BYTES } from '../../domain/contract/protocol.ts';
import { openEngine } from '../../gateway/engine/index.ts';
import { openGateway } from '../../gateway/gateway.ts';
import { startedBy } from '../config/config-error.ts';
import { createClientIp } from '../http/client-ip.ts';
import type { Base } from './base.ts';
import type { Coordination } from './coordination.ts';
import type { Data } from './data.ts';

/** The maximum number of unread bytes of a socket. A socket with more is closed [B1]. */
const MAX_BACKPRESSURE_BYTES = 1_024 * 1_024;
const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 20_000;
/** The time that a handshake may take [B3]. */
const CONNECT_TIMEOUT_MS = 10_000;

export type SocketEdge = Awaited<ReturnType<typeof composeGateway>>;

/** Open the engine and the gateway on it. No socket is accepted before `gateway.serve` is called. */
export async function composeGateway(base: Base, data: Data, { bus, keyspace, limiter }: Coordination) {
  const { config, log, metrics, closers, nodeId, tokens, security } = base;
  const { read } = data;
  const clientIp = createClientIp(config.trustProxy);
  const engine = closers.opened(
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
  const gateway = closers.opened(
    await openGateway({
      engine,
      nodeId,
      bus,
      keyspace,
      log: data.events,
      revocations: data.revocations,
      tokens,
      limiter,
      handshakes: data.handshakes,
      loadActor: (claims) => loadActor(read(), claims),
      enrolments: (userId) => read().courses.enrolments(userId),
      isVisible: (userId) => showsPresence(read(), userId),
      clientIp,
      onRefused: (error, ip) => security.refused(error, { operation: 'handshake', ip }),
      onFanout: metrics.fanout,
      logger: log,
      limits: {
        maxSocketsPerUser: config.maxSocketsPerUser,
        handshakesPerMinutePerIp: config.handshakesPerMinutePerIp,
        accessSeconds: config.accessTokenTtl,
      },
    }),
  );
  return { engine, gateway, clientIp };
}
