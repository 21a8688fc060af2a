import { AsyncLocalStorage } from 'node:async_hooks';

/** Thrown when code inside a transaction queries past its handle. On PGlite's only connection such a query would wait for ever. */
export class TransactionBreach extends Error {
  override readonly name = 'TransactionBreach';

  constructor() {
    super('inside a transaction only its own handle may query the database');
  }
}

export class DatabaseClosed extends Error {
  override readonly name = 'DatabaseClosed';
  /** MikroORM wraps this error in one of its own, which keeps the `code`. */
  readonly code = 'DATABASE_CLOSED';

  constructor() {
    super('the database is closed');
  }
}

/** All connections to the database are given out by one gate. */
export interface Gate {
  /** Runs the work of a transaction. Until it ends, nothing that it starts may pass the gate. */
  inside<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the connection if there is only one. @returns a function that gives it back @throws TransactionBreach, DatabaseClosed */
  pass(): Promise<() => void>;
  /** Notes that something was, or may have been, committed. */
  wrote(): void;
  /** When that was last, in monotonic milliseconds; at first the time at which the gate was made. */
  wroteAt(): number;
  /** Lets nobody pass any more, and resolves when all connections have been given back. */
  close(): Promise<void>;
}

/** @param options.single there is one connection, given out in the order of the calls */
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
        // Timers and the like that the work has started may query from here on.
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
