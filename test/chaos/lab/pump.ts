import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the network treats the bytes of one direction. */
export interface Shape {
  delayMs?: number;
  bytesPerSecond?: number;
  /** Whether no bytes pass, although both ends stay connected. */
  stalled?: boolean;
}

const STALL_POLL_MS = 20;

/** Carry bytes until either side ends, as the shape of the moment allows. A slow receiver slows the sender down. */
export async function pump(from: Socket, to: Socket, shape: () => Shape): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const { delayMs = 0, bytesPerSecond } = shape();
      const ms = delayMs + (bytesPerSecond === undefined ? 0 : (chunk.length / bytesPerSecond) * 1_000);
      if (ms > 0) await sleep(ms);
      // One end may be gone without the other noticing.
      while (shape().stalled && !(from.destroyed && to.destroyed)) await sleep(STALL_POLL_MS);
      if (to.destroyed) break;
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
  } catch {
    // A broken connection ends like a closed one, with its `close` event.
  }
}
