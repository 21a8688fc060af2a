import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';

/** By then a stream whose client vanished has ended. */
const FULL_RETRY_MS = 10_000;
/** What a timer can hold; no access token lives longer. */
const MAX_TIMER_MS = 2_147_483_647;

export interface Caller {
  actor: Actor;
  /** when their access token ends */
  expiresAt: Date;
}

export interface Sessions {
  isRevoked(sid: string): boolean;
  /** Calls the listener for each device session that ends, on whichever node. */
  onRevoked(listener: (sid: string) => void): void;
}

/** One open event stream. */
export interface Follower {
  /** Aborts with the reason, a `DomainError`, as soon as its caller may follow no longer. */
  signal: AbortSignal;
  leave(): void;
}

/** The open event streams of this node; they end like sockets do: with the device session, and with the token [C6]. */
export interface Followers {
  /** @throws DomainError rate_limited when the account has as many as allowed here [B3] */
  enter(caller: Caller): Follower;
}

export function createFollowers(sessions: Sessions, maxPerUser: number): Followers {
  const bySession = new Map<string, Set<AbortController>>();
  const counts = new Map<string, number>();
  sessions.onRevoked((sid) => {
    for (const controller of bySession.get(sid) ?? []) controller.abort(new DomainError('session_revoked'));
  });

  function count(userId: string, change: 1 | -1): void {
    const now = (counts.get(userId) ?? 0) + change;
    if (now > 0) counts.set(userId, now);
    else counts.delete(userId);
  }

  return {
    enter({ actor: { userId, sid }, expiresAt }) {
      if ((counts.get(userId) ?? 0) >= maxPerUser)
        throw new DomainError('rate_limited', 'Too many event streams of this account', {
          retryAfterMs: FULL_RETRY_MS,
        });
      const controller = new AbortController();
      const ofSession = bySession.get(sid) ?? new Set();
      bySession.set(sid, ofSession.add(controller));
      count(userId, 1);
      const left = Math.min(expiresAt.getTime() - Date.now(), MAX_TIMER_MS);
      const timer = setTimeout(() => controller.abort(new DomainError('token_expired')), left).unref();
      // It may have ended while the stream was asked for.
      if (sessions.isRevoked(sid)) controller.abort(new DomainError('session_revoked'));
      return {
        signal: controller.signal,
        leave() {
          if (!ofSession.delete(controller)) return;
          clearTimeout(timer);
          count(userId, -1);
          if (ofSession.size === 0) bySession.delete(sid);
        },
      };
    },
  };
}
