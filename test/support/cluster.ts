import { startNode } from './node.ts';
import type { TestNode } from './node.ts';
import { migratedDatabase, ownRedis } from './services/own.ts';
import type { Service } from './services/service.ts';

export interface Cluster {
  nodes: TestNode[];
  databaseUrl: string;
  redis: Service;
  /** Starts another node of the cluster. */
  add(env?: Record<string, string>): Promise<TestNode>;
}

/** Start several nodes as separate processes. They share a new database and a new Redis. */
export async function startCluster(count: number, env: Record<string, string> = {}): Promise<Cluster> {
  const [{ url: databaseUrl }, redis] = await Promise.all([migratedDatabase(), ownRedis()]);
  const add = (more: Record<string, string> = {}) =>
    startNode({ DATABASE_URL: databaseUrl, REDIS_URL: redis.url, ...env, ...more });
  const nodes = await Promise.all(Array.from({ length: count }, () => add()));
  return { nodes, databaseUrl, redis, add };
}
