import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import { closeForNow } from './closing.ts';

/** The share of the grace period within which all sockets are closed. The rest is left for running operations. */
const LEAVING_SHARE = 0.5;
const MAX_LEAVING_MS = 8_000;
const SLICE_MS = 100;

interface Options {
  sockets(): Iterable<Socket>;
  /** Lets replies run for `withinMs`, then hands those that have not ended over to other nodes [T7]. */
  handOver(withinMs: number): Promise<unknown>;
  /** Resolves when no operation runs. */
  idle(): Promise<unknown>;
  /** The milliseconds from now until the process ends. */
  graceMs: number;
}

/**
 * Close all sockets, spread over time, so that the clients do not reconnect to other nodes all at once [C9]. Each
 * socket gets a random time at which it will be closed, and its client is told that time first.
 */
export async function drain({ sockets, handOver, idle, graceMs }: Options): Promise<void> {
  const started = performance.now();
  const window = Math.min(graceMs * LEAVING_SHARE, MAX_LEAVING_MS);
  const handedOver = handOver(window);
  const leaving = [...sockets()]
    .map((socket) => ({ socket, atMs: Math.ceil(Math.random() * window) }))
    .sort((a, b) => a.atMs - b.atMs);
  for (const { socket, atMs } of leaving) socket.emit('server.draining', { reconnectWithinMs: atMs });

  while (leaving.length > 0) {
    await sleep(SLICE_MS);
    const elapsed = performance.now() - started;
    for (let next = leaving[0]; next && next.atMs <= elapsed; next = leaving[0]) {
      leaving.shift();
      if (next.socket.connected) closeForNow(next.socket, 'draining');
    }
  }
  const left = Math.max(0, graceMs - (performance.now() - started));
  await Promise.race([Promise.allSettled([handedOver, idle()]), sleep(left, undefined, { ref: false })]);
}
