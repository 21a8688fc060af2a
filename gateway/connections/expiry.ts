import { createTimerWheel } from './timer-wheel.ts';

const WARNING_MS = 60_000;
const TICK_MS = 50;

/** A connection that ends when its token expires. */
export interface Expiring {
  /** The token's expiry, in milliseconds since 1970. */
  expiresAt: number;
  isWarned: boolean;
}

/** Watches the expiry of the tokens of all connections [C6]. */
export interface Expiries<E extends Expiring> {
  /** Watches a connection. Call it again when the token was renewed. */
  watch(connection: E): void;
  stop(connection: E): void;
  close(): void;
}

/**
 * @param warn called 60 s before the expiry; if fewer than two minutes are left, called after half of that time
 * @param end called at the expiry
 */
export function createExpiries<E extends Expiring>(
  warn: (connection: E, inMs: number) => void,
  end: (connection: E) => void,
): Expiries<E> {
  const wheel = createTimerWheel<E>(TICK_MS, check);

  function check(connection: E): void {
    const left = connection.expiresAt - Date.now();
    if (left <= 0) return end(connection);
    if (!connection.isWarned) warn(connection, left);
    connection.isWarned = true;
    wheel.set(connection, connection.expiresAt);
  }

  return {
    watch(connection) {
      const left = connection.expiresAt - Date.now();
      connection.isWarned = false;
      wheel.set(connection, connection.expiresAt - Math.min(WARNING_MS, left / 2));
    },
    stop: wheel.delete,
    close: wheel.close,
  };
}
