import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Thrown when code inside a transaction queries the database without the handle of that transaction. PGlite has only
 * one connection, so there such a query would wait for ever.
 */
export class TransactionBreach extends Error {
  override readonly name = 'TransactionBreach';

  constructor() {
    super('inside a transaction only its own handle may query the database');
  }
}

export class DatabaseClosed extends Error {
  override readonly name = 'DatabaseClosed';
  /** MikroORM wraps this error in an error of its own, which keeps the `code`. */
  readonly code = 'DATABASE_CLOSED';

  constructor() {
    super('the database is closed');
  }
}

/** Hands out all connections to the database. */
export interface Gate {
  /** Runs the work of a transaction. Until the work ends, calls of `pass` from inside it throw. */
  inside<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Asks for a connection. If there is only one, the call waits for its turn.
   * @returns a function that gives the connection back
   * @throws TransactionBreach, DatabaseClosed
   */
  pass(): Promise<() => void>;
  /** Records that a transaction was committed just now, or may have been. */
  wrote(): void;
  /**
   * Returns the time of the last recorded commit in monotonic milliseconds. Before the first commit it is the time at
   * which the gate was made.
   */
  wroteAt(): number;
  /** Refuses all further calls of `pass`, and resolves when all connections have been given back. */
  close(): Promise<void>;
}

/** @param options.single whether there is only one connection, which is handed out in the order of the calls */
export function createGate({ single }: { single: boolean }): Gate {
  const running = new AsyncLocalStorage<{ open: boolean }>();
  const passed = new Set<Promise<void>>();
  let last: Promise<void> | undefined;
  let closed = false;
  let wroteAt = performance.now();

  return {
    async inside(work) {
      const transaction = { open: true };
      try {
        return await running.run(transaction, work);
      } finally {
        // Timers and other callbacks that the work has started may query the database from now on.
        transaction.open = false;
      }
    },
    async pass() {
      if (running.getStore()?.open) throw new TransactionBreach();
      const before = single ? last : undefined;
      const { promise: left, resolve } = Promise.withResolvers<void>();
      const leave = () => {
        passed.delete(left);
        resolve();
      };
      last = left;
      passed.add(left);
      await before;
      if (!closed) return leave;
      leave();
      throw new DatabaseClosed();
    },
    wrote() {
      wroteAt = performance.now();
    },
    wroteAt: () => wroteAt,
    async close() {
      closed = true;
      await Promise.all(passed);
    },
  };
}
