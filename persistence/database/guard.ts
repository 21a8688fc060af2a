import { AsyncLocalStorage } from 'node:async_hooks';

/** A query beside the transaction's own handle, awaited inside it: on PGlite's one connection it would wait for ever. */
export class TransactionBreach extends Error {
  override readonly name = 'TransactionBreach';

  constructor() {
    super('inside a transaction only its own handle may query the database');
  }
}

export class DatabaseClosed extends Error {
  override readonly name = 'DatabaseClosed';
  /** MikroORM wraps errors in its own and keeps this. */
  readonly code = 'DATABASE_CLOSED';

  constructor() {
    super('the database is closed');
  }
}

/** Every way to the database goes through one gate. */
export interface Gate {
  /** Runs a transaction's work: until it ends, nothing it starts passes the gate. */
  inside<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for a connection where there is only one; the answer gives it back. @throws TransactionBreach, DatabaseClosed */
  pass(): Promise<() => void>;
  /** Lets nobody pass any more; resolves when all who did have given back. */
  close(): Promise<void>;
}

/** `single`: there is one connection, given out in the order of asking. */
export function createGate({ single }: { single: boolean }): Gate {
  const running = new AsyncLocalStorage<{ open: boolean }>();
  const passed = new Set<Promise<void>>();
  let last: Promise<void> | undefined;
  let closed = false;

  return {
    async inside(work) {
      const transaction = { open: true };
      try {
        return await running.run(transaction, work);
      } finally {
        // What the work left running (a wake-up, a timer) may query from here on.
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
    async close() {
      closed = true;
      await Promise.all(passed);
    },
  };
}
