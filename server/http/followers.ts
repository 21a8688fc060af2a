import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';

/**
 * How long a client should wait if its account has too many streams. A stream whose client has vanished has ended by
 * then.
 */
const FULL_RETRY_MS = 10_000;
/** The longest delay that a Node timer takes, about 25 days. For a later time another timer follows. */
const MAX_TIMER_MS = 2_147_483_647;

export interface Caller {
  actor: Actor;
  /** The time at which the access token expires. */
  expiresAt: Date;
}

export interface Sessions {
  isRevoked(sid: string): boolean;
  /** Calls the listener for each device session that ends, on any node. */
  onRevoked(listener: (sid: string) => void): void;
}

/** One open event stream. */
export interface Follower {
  /** Aborts as soon as the caller is no longer allowed to follow. The reason is a `DomainError`. */
  signal: AbortSignal;
  leave(): void;
}

/**
 * The open event streams of this node. Like sockets, they end with the device session and when the token expires [C6].
 */
export interface Followers {
  /**
   * Adds an event stream. @throws DomainError rate_limited if the account has as many streams as are allowed on this
   * node [B3]
   */
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
      let timer: NodeJS.Timeout;
      const wait = () => {
        const left = expiresAt.getTime() - Date.now();
        const expire = () => controller.abort(new DomainError('token_expired'));
        timer = setTimeout(left > MAX_TIMER_MS ? wait : expire, Math.min(left, MAX_TIMER_MS)).unref();
      };
      wait();
      // The device session may have ended while the stream was being opened.
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
