import type { OperationName } from '../../domain/contract/index.ts';
import { CoursesideError } from './errors.ts';
import type { Failure } from './errors.ts';
import { table } from './generated/operations.ts';
import { newId } from './ids.ts';
import { exclusively } from './locks.ts';
import type { KeyValue } from './stores.ts';

/** An operation that waits for the connection, as it will be sent [M4]. */
export interface QueuedOperation {
  opId: string;
  operation: OperationName;
  input: object;
}

export type Outcome = QueuedOperation &
  ({ state: 'pending' } | { state: 'applied'; data: unknown } | { state: 'rejected'; error: Failure });

export interface Queue {
  /** Keeps it with its time, zone and ids, and sends it when it can; answers its opId. */
  enqueue(operation: OperationName, input: object): Promise<string>;
  list(): Promise<QueuedOperation[]>;
  on(handler: (outcome: Outcome) => void): () => void;
  /** Sends what waits, in order; one tab at a time. */
  flush(): Promise<void>;
}

interface Deps {
  store: KeyValue;
  lock: string;
  send(operation: OperationName, input: object, opId: string): Promise<unknown>;
}

const KEY = 'queue:';

export function openQueue({ store, lock, send }: Deps): Queue {
  const handlers = new Set<(outcome: Outcome) => void>();
  const tell = (outcome: Outcome) => {
    for (const handler of handlers) handler(outcome);
  };

  async function flush(): Promise<void> {
    await exclusively(`${lock}:queue`, async () => {
      for (const key of await store.keys(KEY)) {
        const queued = await store.get<QueuedOperation>(key);
        if (!queued) continue;
        try {
          const data = await send(queued.operation, queued.input, queued.opId);
          await store.remove(key);
          tell({ ...queued, state: 'applied', data });
        } catch (error) {
          // Not now: it stays first in line.
          if (!(error instanceof CoursesideError) || error.retryable || error.code === 'aborted') return;
          await store.remove(key);
          tell({ ...queued, state: 'rejected', error });
        }
      }
    });
  }

  return {
    async enqueue(operation, input) {
      if (!table[operation].offline)
        throw new CoursesideError({
          code: 'unavailable',
          message: `${operation} can’t wait for the connection`,
          retryable: false,
        });
      const id = newId();
      const at = {
        occurredAt: new Date().toISOString(),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        id: newId(),
      };
      const filled = Object.fromEntries(
        Object.entries(at).filter(([field]) => table[operation].fills?.includes(field)),
      );
      const queued: QueuedOperation = { opId: crypto.randomUUID(), operation, input: { ...filled, ...input } };
      // UUIDv7 keys sort by time, so the queue is in order.
      await store.set(KEY + id, queued);
      tell({ ...queued, state: 'pending' });
      void flush();
      return queued.opId;
    },
    async list() {
      const queued = await Promise.all((await store.keys(KEY)).map((key) => store.get<QueuedOperation>(key)));
      return queued.filter((one) => one !== undefined);
    },
    on(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    flush,
  };
}
