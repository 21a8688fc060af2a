import { setTimeout as sleep } from 'node:timers/promises';
import type { Revocations } from '../domain/account/ports.ts';
import type { Bus } from './bus/bus.ts';
import { parseMessage } from './bus/message.ts';

const POLL_INTERVAL_MS = 500;
/**
 * Each query also covers this long before the previous query, because a slow transaction may commit a revocation with
 * an older time.
 */
const OVERLAP_SECONDS = 60;
const CHANNEL = 'revoked';

export type Revocation = Awaited<ReturnType<Revocations['recent']>>[number];

/** The device sessions that were ended. Each is kept as long as one of its tokens could still be valid [C6]. */
export interface RevocationWatch {
  isRevoked(sid: string): boolean;
  /**
   * Announces a revocation to all nodes at once. A node that misses the announcement reads the revocation from the
   * database within 500 ms.
   */
  push(revocation: Revocation): void;
  close(): void;
}

interface Options {
  revocations: Revocations;
  bus: Bus;
  /** The longest time for which an access token is valid. */
  accessSeconds: number;
  /** Called once on each node for each device session that was ended. */
  onRevoked(revocation: Revocation): void;
}

/**
 * Begin to watch for ended device sessions.
 *
 * @throws the error of the first read of the revocations, because without them no token can be trusted
 */
export async function watchRevocations({
  revocations,
  bus,
  accessSeconds,
  onRevoked,
}: Options): Promise<RevocationWatch> {
  const closed = new AbortController();
  const memory = accessSeconds + OVERLAP_SECONDS;
  /** For each ended device session (sid), the time at which it may be forgotten. The earliest time comes first. */
  const revoked = new Map<string, number>();
  let readAt = performance.now() - accessSeconds * 1_000;

  function learn(revocation: Revocation): void {
    if (revoked.has(revocation.sid)) return;
    revoked.set(revocation.sid, performance.now() + memory * 1_000);
    onRevoked(revocation);
  }

  async function poll(): Promise<void> {
    const now = performance.now();
    const since = Math.ceil((now - readAt) / 1_000) + OVERLAP_SECONDS;
    const recent = await revocations.recent(since);
    readAt = now;
    for (const revocation of recent) learn(revocation);
    for (const [sid, until] of revoked) {
      if (until > now) break;
      revoked.delete(sid);
    }
  }

  async function pollForever(): Promise<void> {
    while (!closed.signal.aborted) {
      await sleep(POLL_INTERVAL_MS, undefined, { signal: closed.signal, ref: false }).catch(() => undefined);
      // After a failure `readAt` is unchanged, so the next query covers the time of the outage as well.
      if (!closed.signal.aborted) await poll().catch(() => undefined);
    }
  }

  const unsubscribe = await bus.subscribe(CHANNEL, (payload) => {
    const revocation = parseMessage<Revocation>(payload);
    if (revocation) learn(revocation);
  });
  await poll();
  void pollForever();

  return {
    isRevoked: (sid) => revoked.has(sid),
    push(revocation) {
      learn(revocation);
      bus.publish(CHANNEL, JSON.stringify(revocation));
    },
    close() {
      closed.abort();
      unsubscribe();
    },
  };
}
