import { Worker } from 'node:worker_threads';
import { LEASE_RENEWAL_MS } from '../../../domain/tutor/lease.ts';
import type { Lease, LeaseKeeper, LeaseNews, ReplyLeases } from '../../../domain/tutor/ports.ts';
import type { Database, PostgresDatabase } from '../../database/database.ts';
import { createRenewal } from './renewal.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './worker.ts';

interface KeeperOptions {
  nodeId: string;
  log: { warn(fields: object, message: string): void };
}

const FAILED = 'Reply leases could not be renewed';

/**
 * Renew a node's leases each second [T1]. On Postgres, a thread with its own connection renews them, so that a busy
 * event loop or pool does not delay the renewal.
 */
export function openLeaseKeeper(database: Database, leases: ReplyLeases, options: KeeperOptions): LeaseKeeper {
  return database.kind === 'postgres' ? keepByThread(database, options) : keepByTimer(leases, options);
}

/**
 * Renew the leases by a timer on the event loop. PGlite's only connection belongs to this process and its folder is
 * locked, so no other process can claim a reply whose lease has expired.
 */
function keepByTimer(leases: ReplyLeases, { nodeId, log }: KeeperOptions): LeaseKeeper {
  let listener: (news: LeaseNews) => void = () => undefined;
  const { hold, drop, beat } = createRenewal({
    renew: (ids) => leases.renew(nodeId, ids),
    isContested: false,
    now: () => performance.now(),
    tell: (news) => listener(news),
  });
  let beating: Promise<void> | undefined;
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((error: unknown) => log.warn({ error }, FAILED))
      .finally(() => (beating = undefined));
  }, LEASE_RENEWAL_MS);
  return {
    hold,
    drop,
    onNews: (told) => void (listener = told),
    async close() {
      clearInterval(timer);
      await beating;
    },
  };
}

function keepByThread({ url, ssl }: PostgresDatabase, { nodeId, log }: KeeperOptions): LeaseKeeper {
  const held = new Map<string, Lease>();
  const pulse = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(pulse);
  const beating = setInterval(() => Atomics.add(count, 0, 1), LEASE_RENEWAL_MS);
  let listener: (news: LeaseNews) => void = () => undefined;
  let closing = false;
  let worker = start();

  function start(): Worker {
    const workerData: WorkerOptions = { url, ssl, nodeId, pulse };
    const started = new Worker(new URL('worker.ts', import.meta.url), { workerData });
    started.unref();
    started.on('message', (message: FromWorker) => {
      if ('failed' in message) return log.warn({ reason: message.failed }, FAILED);
      if (message.is === 'lost' && held.get(message.id)?.fence === message.fence) held.delete(message.id);
      listener(message);
    });
    started.on('error', (error) => log.warn({ error }, FAILED));
    started.on('exit', () => {
      if (!closing) setTimeout(restart, LEASE_RENEWAL_MS).unref();
    });
    return started;
  }

  function restart(): void {
    if (closing) return;
    worker = start();
    for (const lease of held.values()) send({ hold: lease });
  }

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  const send = (message: ToWorker) => worker.postMessage(message);

  return {
    hold(lease) {
      held.set(lease.id, lease);
      send({ hold: lease });
    },
    drop(id) {
      if (held.delete(id)) send({ drop: id });
    },
    onNews: (told) => void (listener = told),
    async close() {
      closing = true;
      clearInterval(beating);
      await worker.terminate();
    },
  };
}
