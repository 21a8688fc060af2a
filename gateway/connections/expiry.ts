import { createTimerWheel } from './timer-wheel.ts';

const WARNING_MS = 60_000;
const TICK_MS = 50;

/** Something that ends with its token. */
export interface Expiring {
  /** Milliseconds since 1970 */
  expiresAt: number;
  isWarned: boolean;
}

/** Watches for the ends of the tokens of all connections [C6]. */
export interface Expiries<E extends Expiring> {
  /** Also when the token is renewed. */
  watch(connection: E): void;
  stop(connection: E): void;
  close(): void;
}

/**
 * @param warn called 60 s before the end; half-way to it where it is nearer than two minutes
 * @param end called at the end
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
