import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../../support/model-server.ts';
import { findPostgres, startPostgres } from '../../support/services/postgres.ts';
import { findRedis, startRedis } from '../../support/services/redis.ts';
import type { Service } from '../../support/services/service.ts';
import { createNetwork } from './network.ts';
import type { Network } from './network.ts';
import { createSlot } from './node-slot.ts';
import type { NodeSlot } from './node-slot.ts';
import { speech } from './speech.ts';

/**
 * A cluster of real processes: nodes, a Postgres that keeps its data, a Redis, and a network in which faults can be
 * injected.
 */
export interface Lab {
  slots: NodeSlot[];
  postgres: Service;
  redis: Service;
  network: Network;
  /** Returns a port that connects a device to its preferred node or, if that node is down, to another one. */
  door(device: string, preferred: () => number): Promise<number>;
  close(): Promise<void>;
}

export interface LabOptions {
  nodes: number;
  /** Environment variables for every node, in addition to those that are set here. */
  env?: Record<string, string>;
}

const PAUSE_BETWEEN_WORDS_MS = 30;

/**
 * Start the cluster.
 * @throws Error if PostgreSQL or Redis is not installed
 */
export async function openLab({ nodes, env = {} }: LabOptions): Promise<Lab> {
  const [binaries, redisBinary] = [findPostgres(), findRedis()];
  if (!binaries || !redisBinary) throw new Error('needs PostgreSQL with pgvector and Redis: npm run services:install');
  const folder = await mkdtemp(join(tmpdir(), 'courseside-chaos-'));
  const [postgres, redis, model] = await Promise.all([
    startPostgres(binaries, { durable: true, fsync: true }),
    startRedis(redisBinary, { keeps: true }),
    startModelServer((_request, n) => speech(n, PAUSE_BETWEEN_WORDS_MS)),
  ]);
  const network = createNetwork();

  async function slot(index: number): Promise<NodeSlot> {
    const through = async (edge: 'postgres' | 'redis', service: Service) => {
      const url = new URL(service.url);
      url.port = String(await network.proxy(edge, () => ({ port: service.port, node: index })));
      return url.href;
    };
    const [databaseUrl, redisUrl] = [await through('postgres', postgres), await through('redis', redis)];
    return createSlot(index, () => ({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      DATA_DIR: folder,
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'scripted',
      // Devices reconnect often here, and the server counts a dead connection for a while, so the limits are high.
      HANDSHAKES_PER_MINUTE_PER_IP: '100000',
      MAX_SOCKETS_PER_USER: '200',
      ACCESS_TOKEN_TTL: '2h',
      SHUTDOWN_GRACE: '6',
      ...env,
    }));
  }

  const slots = await Promise.all(Array.from({ length: nodes }, (_, index) => slot(index)));
  async function close(): Promise<void> {
    await Promise.all(
      slots.map(async (one) => {
        if (one.state === 'stalled') one.wake();
        if (one.state !== 'down') await one.kill();
      }),
    );
    network.close();
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await Promise.all(slots.map((one) => one.start()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    slots,
    postgres,
    redis,
    network,
    door(device, preferred) {
      const route = () => {
        const taking = slots.filter(({ state }) => state === 'up');
        const chosen = taking.find(({ index }) => index === preferred()) ?? taking[0];
        return chosen?.port === undefined ? undefined : { port: chosen.port, node: chosen.index };
      };
      return network.proxy('device', route, device);
    },
    close,
  };
}
