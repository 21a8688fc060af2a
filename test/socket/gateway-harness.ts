import { inspect } from 'node:util';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import type { Actor } from '../../domain/actor.ts';
import type { Cursor } from '../../domain/contract/envelope.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import { DomainError } from '../../domain/errors.ts';
import { newId } from '../../domain/ids.ts';
import type { Perform } from '../../domain/perform.ts';
import type { Bus } from '../../gateway/bus/bus.ts';
import type { Keyspace } from '../../gateway/bus/keyspace.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { type Engine, openEngine } from '../../gateway/engine/index.ts';
import type { GatewayDeps } from '../../gateway/gateway-deps.ts';
import { type Gateway, openGateway } from '../../gateway/gateway.ts';
import type { Revocation } from '../../gateway/revocation.ts';
import { onCleanup } from '../support/cleanup.ts';
import { createMemoryEventLog, type MemoryEventLog } from '../support/memory-event-log.ts';
import { engineOptions } from './engine/engine-harness.ts';

export interface TestNode {
  id: string;
  url: string;
  engine: Engine;
  gateway: Gateway;
  /** Commits events and passes them to the sequencers, as a command that runs on this node does. */
  commit(stream: string, count?: number, event?: { t: string; d: unknown }): Envelope[];
  /** The errors that the node has logged. */
  errors: string[];
}

export interface World {
  log: MemoryEventLog;
  revoked: Revocation[];
  enrolments: Map<string, string[]>;
  hidden: Set<string>;
  /** The users by id. A token of a user who is not in this map is refused. */
  actors: Map<string, Actor>;
  user(): Actor;
  token(actor: Actor, expiresInMs?: number): string;
  node(options?: NodeOptions): Promise<TestNode>;
}

export interface NodeOptions {
  bus?: Bus;
  /** The keyspace that the node shares with others. If it is missing, the node has one of its own. */
  keyspace?: Keyspace;
  engine?: 'node' | 'uws';
  perform?: Perform;
  limits?: Partial<GatewayDeps['limits']>;
  replies?: { drain(graceMs: number): Promise<void> };
  deps?: Partial<GatewayDeps>;
}

interface FakeToken {
  userId: string;
  sid: string;
  expiresAt: number;
}

/** Create a cluster for a test: an event log, users and revocations in memory. The test starts the nodes. */
export function createWorld(): World {
  const world: World = {
    log: createMemoryEventLog(),
    revoked: [],
    enrolments: new Map(),
    hidden: new Set(),
    actors: new Map(),
    user() {
      const userId = newId();
      const actor: Actor = {
        userId,
        sid: newId(),
        email: `${userId}@example.org`,
        roles: [],
        tier: 'free',
        scopes: [],
      };
      world.actors.set(userId, actor);
      return actor;
    },
    token: ({ userId, sid }, expiresInMs = 900_000) =>
      Buffer.from(JSON.stringify({ userId, sid, expiresAt: Date.now() + expiresInMs })).toString('base64url'),
    node: (options) => startNode(world, options ?? {}),
  };
  return world;
}

async function startNode(world: World, options: NodeOptions): Promise<TestNode> {
  const errors: string[] = [];
  const id = `node-${newId().slice(-6)}`;
  const note = (fields: object, message: string) => void errors.push(`${message} ${inspect(fields)}`);
  const engine = await openEngine(engineOptions(options.engine ?? 'node', (message) => errors.push(message)));
  const { bus, keyspace } = { ...openMemory(), ...options };
  const gateway = await openGateway({
    engine,
    nodeId: id,
    bus,
    keyspace,
    log: world.log,
    revocations: { recent: async () => [...world.revoked] },
    tokens: { verify },
    limiter: { takeOwn: async (_operation, _key, limit) => ({ limit, remaining: limit, resetMs: 0 }) },
    loadActor: async ({ userId, sid }) => {
      const actor = world.actors.get(userId);
      return actor && { ...actor, sid };
    },
    enrolments: async (userId) => world.enrolments.get(userId) ?? [],
    isVisible: async (userId) => !world.hidden.has(userId),
    handshakes: { read: (asked) => Promise.all(asked.map((each) => stateOf(world, each, options.deps ?? {}))) },
    clientIp: (peer, forwarded) => forwarded ?? peer,
    onRefused: () => undefined,
    onFanout: () => undefined,
    logger: { warn: note, error: note },
    ...options.deps,
    limits: { maxSocketsPerUser: 20, handshakesPerMinutePerIp: 200, accessSeconds: 900, ...options.limits },
  });
  gateway.serve({
    perform: options.perform ?? (async ({ input }) => ({ data: input })),
    replies: options.replies ?? { drain: async () => undefined },
  });
  const port = await engine.listen(0, '127.0.0.1');
  onCleanup(async () => {
    gateway.close();
    await engine.close();
  });
  const commit: TestNode['commit'] = (stream, count, event) => {
    const envelopes = world.log.append(stream, count, event);
    gateway.offer(envelopes);
    return envelopes;
  };
  return { id, url: `http://127.0.0.1:${port}`, engine, gateway, commit, errors };
}

/** Return what the handshake would read from the database about this user. */
async function stateOf(world: World, { userId, sid }: { userId: string; sid: string }, deps: NodeOptions['deps']) {
  const actor = world.actors.get(userId);
  if (!actor) return undefined;
  const head = (await world.log.heads([`user:${userId}`])).get(`user:${userId}`) ?? 0;
  const courses = (await deps?.enrolments?.(userId)) ?? world.enrolments.get(userId) ?? [];
  const isVisible = !world.hidden.has(userId);
  return { actor: { ...actor, sid }, isRevoked: false, isVisible, courses, replies: [], head };
}

function verify(token: string) {
  let claims: FakeToken;
  try {
    claims = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw new DomainError('unauthenticated');
  }
  if (claims.expiresAt <= Date.now()) throw new DomainError('token_expired');
  return { ...claims, email: '', scopes: [], expiresAt: new Date(claims.expiresAt) };
}

export interface Device {
  socket: ClientSocket;
  /** All events in the order in which they arrived. A durable event has its own name and data, without the envelope. */
  heard: [name: string, data: unknown][];
  durable: Envelope[];
  all(name: string): unknown[];
  call(operation: string, ...args: unknown[]): Promise<unknown>;
}

export interface DeviceOptions {
  cursors?: Record<string, Cursor>;
  device?: { id: string; name?: string };
  auth?: Record<string, unknown>;
  expiresInMs?: number;
  reconnection?: boolean;
  headers?: Record<string, string>;
}

/** Start to connect a device. The server may refuse it. */
export function dial(world: World, node: TestNode, actor: Actor, options: DeviceOptions = {}): Device {
  const { cursors, device, expiresInMs, headers } = options;
  const socket = io(node.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: options.reconnection ?? false,
    extraHeaders: headers,
    auth: { token: world.token(actor, expiresInMs), protocol: 1, cursors, device, ...options.auth },
  });
  onCleanup(() => socket.disconnect());
  const heard: Device['heard'] = [];
  const durable: Envelope[] = [];
  socket.onAny((name: string, data: unknown) => {
    heard.push([name, data]);
    if (name === 'e') durable.push(data as Envelope);
    if (name === 'es') durable.push(...(data as Envelope[]));
  });
  return {
    socket,
    heard,
    durable,
    all: (name) => heard.filter(([each]) => each === name).map(([, data]) => data),
    call: (operation, ...args) => socket.emitWithAck(operation, ...args),
  };
}

/** Connect a device and wait until it has received `ready`. */
export async function join(world: World, node: TestNode, actor: Actor, options?: DeviceOptions): Promise<Device> {
  const device = dial(world, node, actor, options);
  await new Promise<void>((resolve, reject) => {
    device.socket.once('ready', () => resolve());
    device.socket.once('connect_error', reject);
  });
  return device;
}

/** Wait until the server refuses the device, and return the error. */
export function refused(device: Device): Promise<{ code: string; retryable: boolean; retryAfterMs?: number }> {
  return new Promise((resolve, reject) => {
    device.socket.once('connect', () => reject(new Error('it was let in')));
    device.socket.once('connect_error', (error) => resolve((error as unknown as { data: never }).data));
  });
}

export function seqs(device: Device, stream?: string): number[] {
  return device.durable.filter(({ s }) => stream === undefined || s === stream).map(({ q }) => q);
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}
