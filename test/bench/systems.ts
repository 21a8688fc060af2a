import { setTimeout as sleep } from 'node:timers/promises';
import { onCleanup } from '../support/cleanup.ts';
import { startNode } from '../support/node.ts';
import type { TestNode } from '../support/node.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';
import { findRedis, startRedis } from '../support/services/redis.ts';
import type { Service } from '../support/services/service.ts';
import { cpuMs } from './cpu.ts';
import type { Wire } from './load/device.ts';
import { startPeer } from './peers/start.ts';
import { SECRET } from './people.ts';

const IDLE_MS = 2_000;

/** A running server that is measured, with the ids of its processes. */
export interface System {
  name: string;
  url: string;
  wire: Wire;
  /** Process ids, by the name of the figure that shows the processor time of these processes. */
  pids: { 'processor time': number[]; [figure: string]: number[] };
  output(): string;
  stop(): Promise<unknown>;
}

export async function startDatabase(options: { preload?: string } = {}): Promise<Service> {
  const binaries = findPostgres();
  if (!binaries) throw new Error('npm run services:install brings PostgreSQL');
  const postgres = await startPostgres(binaries, { durable: true, ...options });
  onCleanup(() => postgres.stop());
  return postgres;
}

export async function startBroker(): Promise<Service> {
  const binary = findRedis();
  if (!binary) throw new Error('npm run services:install brings Redis');
  const redis = await startRedis(binary);
  onCleanup(() => redis.stop());
  return redis;
}

/** Start a Courseside node, with limits so high that the benchmarks do not reach them. */
export async function startOurs(postgres: Service, env: { [name: string]: string } = {}): Promise<TestNode> {
  return startNode({
    DATABASE_URL: postgres.url,
    JWT_SECRET: SECRET,
    HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    LOG_LEVEL: 'error',
    ...env,
  });
}

export function ours(name: string, node: TestNode, pids: System['pids']): System {
  return { name, url: node.url, wire: 'courseside', pids, output: node.output, stop: node.kill };
}

export const pidOf = ({ process }: TestNode | Service): number => process.pid ?? 0;

const PEERS = {
  'Socket.IO on uWS': { file: 'socket-io.ts', args: ['uws'], wire: 'socket.io' },
  'Socket.IO on ws': { file: 'socket-io.ts', args: ['ws'], wire: 'socket.io' },
  'raw uWS': { file: 'uws.ts', args: [], wire: 'webSocket' },
  ws: { file: 'ws.ts', args: [], wire: 'webSocket' },
} as const;

export type PeerName = keyof typeof PEERS;
export const peerNames = Object.keys(PEERS) as PeerName[];

export async function startSystem(name: PeerName, env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<System> {
  const { file, args: own, wire } = PEERS[name];
  const { url, pid, output, stop } = await startPeer(file, [...own, ...args], env);
  return { name, url, wire, pids: { 'processor time': [pid] }, output, stop };
}

/** Processor time in milliseconds, by the name of the figure that shows it. */
export interface Costs {
  'processor time': number;
  [figure: string]: number;
}

/** @returns a function that returns, for each figure, the processor time that was used since this call */
export function meter({ pids }: System): () => Costs {
  const times = () => Object.entries(pids).map(([figure, some]) => [figure, cpuMs(...some)] as const);
  const before = Object.fromEntries(times());
  return () => Object.fromEntries(times().map(([figure, ms]) => [figure, ms - (before[figure] ?? 0)])) as Costs;
}

/** Return the processor time that the idle system uses in one second. */
export async function idleOf(system: System): Promise<Costs> {
  const spent = meter(system);
  await sleep(IDLE_MS);
  return Object.fromEntries(Object.entries(spent()).map(([figure, ms]) => [figure, (ms * 1_000) / IDLE_MS])) as Costs;
}
