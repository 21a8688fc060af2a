import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the network treats the bytes that are sent in one direction. */
export interface Shape {
  delayMs?: number;
  bytesPerSecond?: number;
  /** Whether no bytes pass, although both ends stay connected. */
  stalled?: boolean;
}

const STALL_POLL_MS = 20;

/**
 * Copy bytes from one socket to the other until either closes. `shape` returns the current delay and bandwidth. If the
 * receiver is slow, the sender has to wait.
 */
export async function pump(from: Socket, to: Socket, shape: () => Shape): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const { delayMs = 0, bytesPerSecond } = shape();
      const ms = delayMs + (bytesPerSecond === undefined ? 0 : (chunk.length / bytesPerSecond) * 1_000);
      if (ms > 0) await sleep(ms);
      // Stop waiting if both sockets have been closed during the stall.
      while (shape().stalled && !(from.destroyed && to.destroyed)) await sleep(STALL_POLL_MS);
      if (to.destroyed) break;
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
  } catch {
    // The socket of a broken connection emits `close` like any other, so the error needs no handling here.
  }
}
