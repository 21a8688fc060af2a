import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { LEASE_MS, LEASE_RENEWAL_MS } from '../../../domain/tutor/lease.ts';
import type { Lease, LeaseNews } from '../../../domain/tutor/ports.ts';
import { RENEW } from './renew.ts';
import type { Renewed } from './renew.ts';
import { createRenewal } from './renewal.ts';

export interface WorkerOptions {
  url: string;
  ssl: boolean;
  nodeId: string;
  /** A counter that the main thread increases every second while its event loop is not blocked. */
  pulse: SharedArrayBuffer;
}
export type ToWorker = { hold: Lease } | { drop: string };
export type FromWorker = LeaseNews | { failed: string };

/**
 * If the event loop of the main thread is blocked for this long, the leases are no longer renewed, so that other nodes
 * take over the replies.
 */
const MAX_SILENCE_MS = 15_000;
/**
 * A connection that takes longer to answer is replaced, because the next renewal must come before the leases expire.
 */
const ANSWER_TIMEOUT_MS = LEASE_MS - LEASE_RENEWAL_MS - 100;

const { url, ssl, nodeId, pulse } = workerData as WorkerOptions;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
const send = (message: FromWorker) => parentPort?.postMessage(message);
const counted = new Int32Array(pulse);
let [pulseAt, lastPulse] = [performance.now(), 0];
let connecting: Promise<pg.Client> | undefined;

const renewal = createRenewal({ renew, isContested: true, now: () => performance.now(), tell: send });

parentPort?.on('message', (message: ToWorker) => {
  if ('hold' in message) renewal.hold(message.hold);
  else renewal.drop(message.drop);
});

async function renew(ids: string[]): Promise<Renewed[]> {
  if (isNodeSilent()) throw new Error('the node does not respond, so its leases run out');
  const connection = (connecting ??= connect());
  try {
    const client = await connection;
    return (await client.query<Renewed>({ name: 'renew', text: RENEW, values: [nodeId, ids] })).rows;
  } catch (error) {
    discard(connection);
    throw error;
  }
}

function isNodeSilent(): boolean {
  const now = Atomics.load(counted, 0);
  if (now !== lastPulse) [pulseAt, lastPulse] = [performance.now(), now];
  return performance.now() - pulseAt > MAX_SILENCE_MS;
}

function connect(): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    ...(ssl && { ssl: true }),
    application_name: 'courseside leases',
    keepAlive: true,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    statement_timeout: ANSWER_TIMEOUT_MS,
  });
  const connection = client.connect().then(() => client);
  client.on('error', () => discard(connection));
  return connection;
}

function discard(connection: Promise<pg.Client> | undefined): void {
  if (connecting === connection) connecting = undefined;
  // Errors are ignored, because a connection that is stuck can't be closed properly either.
  void connection?.then((client) => client.end()).catch(() => undefined);
}

for (;;) {
  const began = performance.now();
  await renewal.beat().catch((error: unknown) => send({ failed: error instanceof Error ? error.message : 'unknown' }));
  await sleep(Math.max(0, LEASE_RENEWAL_MS - (performance.now() - began)));
}
