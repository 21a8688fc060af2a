import type { Input, OperationName, Output } from '../../../domain/contract/index.ts';
import { CoursesideError, plainFailure } from '../errors.ts';
import type { Failure } from '../errors.ts';
import { table } from '../generated/operations.ts';
import { exclusively } from '../locks.ts';
import type { RunHandlers } from '../run-handlers.ts';
import type { KeyValue } from '../stores.ts';
import { firstBatch, fitsFrame } from './sync-batch.ts';
import type { QueuedOperation } from './sync-batch.ts';
import { openTabChannel } from './tab-channel.ts';
import { uuidv7 } from './uuid.ts';

/** The state of a queued operation: still `pending`, `applied` with the operation's output, or finally `rejected`. */
export type Outcome = QueuedOperation &
  ({ state: 'pending' } | { state: 'applied'; data: unknown } | { state: 'rejected'; error: Failure });

/** A queued operation. */
export interface Waiting {
  readonly opId: string;
  /** The input as it will be sent, with the id, time and zone that were filled in. */
  readonly input: QueuedOperation['input'];
  /**
   * Resolves with `applied` or `rejected`, whichever tab sends the operation. It never resolves if this client is
   * closed first.
   */
  readonly done: Promise<Outcome>;
}

/**
 * Operations that may wait for a connection: `session.*`, `progress.*` and `module.complete` [M4]. Each user has a
 * separate queue.
 */
export interface Queue {
  /**
   * Save an operation in the store, then send it as soon as there is a connection. If the input has no time, zone or
   * id, the current time, the device's zone or a new id is filled in.
   *
   * @param options.opId a UUID that makes a repetition of this call harmless; the default is a new UUID
   * @throws CoursesideError `unavailable` for an operation that can't wait, `payload_too_large` over about 120 KB of
   *   JSON, `unauthenticated` if nobody is signed in; or the store's own error if it can't save the operation
   * @example
   * const { done } = await client.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: 20 }
   * });
   */
  enqueue<N extends OperationName>(operation: N, input: Input<N>, options?: { opId?: string }): Promise<Waiting>;
  /**
   * Return the waiting operations of the signed-in user, in order.
   *
   * @throws CoursesideError `unauthenticated` if nobody is signed in
   * @example
   * const { length } = await client.operations.list();
   */
  list(): Promise<QueuedOperation[]>;
  /**
   * Call the handler with each operation that this client queues, and with each outcome, whichever tab sent the
   * operation.
   *
   * @returns a function that removes the handler
   * @example
   * client.operations.on((outcome) => outcome.state === 'rejected' && show(outcome.error.message));
   */
  on(handler: (outcome: Outcome) => void): () => void;
  /**
   * Send the waiting operations now, in order, one tab at a time. The client does this by itself, so only a program
   * that is about to end needs to call it. Resolves when nothing more can be sent now.
   *
   * @throws the error of the store
   * @example
   * await client.operations.flush();
   */
  flush(): Promise<void>;
}

/** The queue with the methods that only the client uses. */
export interface OpenQueue extends Queue {
  /** Send the waiting operations. If that fails, try again later. */
  start(): void;
  close(): void;
}

interface Deps {
  store: KeyValue;
  lock: string;
  /** Return the id of the signed-in user. */
  user(): Promise<string>;
  isConnected(): boolean;
  /** Return the server's time, as far as it is known. */
  now(): Date;
  /** Send operations. Rejects if the present connection belongs to another user. */
  send(user: string, operations: QueuedOperation[]): Promise<Output<'progress.sync'>['results']>;
  runHandlers: RunHandlers;
}

interface Kept {
  key: string;
  queued: QueuedOperation;
}

const queueKey = (owner: string): string => `queue:${owner}:`;
/**
 * Return the key under which the id of a joined session is stored. If a session is already running, `session.start`
 * joins it instead of starting the requested session. Operations that name the requested session then belong to the
 * joined one. The entry is never removed, because the application may use the requested id at any time.
 */
const joinedKey = (owner: string, sessionId: string): string => `joined:${owner}:${sessionId}`;

/** The wait before the next attempt if the client is connected but the server could not apply the operations. */
const RETRY_MS = 3_000;
/**
 * How often one operation may fail with the error `internal`. After that the operation is rejected, so that it does not
 * block the others for ever.
 */
const MAX_INTERNAL_ERRORS = 5;
/** Errors of the call itself, which say nothing about the operations in it. */
const CALL_ERRORS = new Set<Failure['code']>([
  'aborted',
  'offline',
  'unknown_operation',
  'unauthenticated',
  'session_revoked',
  'protocol_mismatch',
]);

export function openQueue({ store, lock, user, isConnected, now, send, runHandlers }: Deps): OpenQueue {
  const handlers = new Set<(outcome: Outcome) => void>();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  const internalErrors = new Map<string, number>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const tabs = openTabChannel<{ owner: string; outcome: Outcome }>(store, lock, ({ owner, outcome }) => {
    // Another user may be signed in in the other tab.
    void user().then(
      (own) => owner === own && tell(outcome),
      () => undefined,
    );
  });

  function tell(outcome: Outcome): void {
    if (outcome.state !== 'pending') {
      waiting.get(outcome.opId)?.(outcome);
      waiting.delete(outcome.opId);
    }
    // The operation is saved or settled already. An error of a handler must not make the caller queue it again.
    for (const handler of handlers) void runHandlers(async () => handler(outcome)).catch(() => undefined);
  }

  async function load(owner: string): Promise<Kept[]> {
    const keys = await store.keys(queueKey(owner));
    const all = await Promise.all(keys.map(async (key) => ({ key, queued: await store.get<QueuedOperation>(key) })));
    const kept = all.flatMap(({ key, queued }) => (queued ? [{ key, queued }] : []));
    return Promise.all(kept.map(async ({ key, queued }) => ({ key, queued: await inJoinedSession(owner, queued) })));
  }

  /** Return the operation with the id of the joined session in place of the requested session. */
  async function inJoinedSession(owner: string, queued: QueuedOperation): Promise<QueuedOperation> {
    const { sessionId } = queued.input;
    const joined = typeof sessionId === 'string' ? await store.get<string>(joinedKey(owner, sessionId)) : undefined;
    return joined === undefined ? queued : { ...queued, input: { ...queued.input, sessionId: joined } };
  }

  async function settle(owner: string, key: string, outcome: Outcome): Promise<void> {
    await store.remove(key);
    tabs.send({ owner, outcome });
    tell(outcome);
  }

  /** Send operations, and settle each one that was answered. @returns whether more may be sent immediately */
  async function sendBatch(owner: string, batch: Kept[]): Promise<boolean> {
    const [head] = batch;
    if (!head) return false;
    let results: Output<'progress.sync'>['results'];
    try {
      results = await send(
        owner,
        batch.map(({ queued }) => queued),
      );
    } catch (error) {
      if (!(error instanceof CoursesideError)) throw error;
      const { opId } = head.queued;
      const failed = (internalErrors.get(opId) ?? 0) + (error.code === 'internal' ? 1 : 0);
      internalErrors.set(opId, failed);
      const isFinal = !error.retryable && !CALL_ERRORS.has(error.code);
      // Send the first operation alone, to find out which operation of the batch is refused.
      if (isFinal && batch.length > 1) return sendBatch(owner, [head]);
      if (!isFinal && failed < MAX_INTERNAL_ERRORS) return false;
      await settle(owner, head.key, { ...head.queued, state: 'rejected', error: plainFailure(error) });
      return true;
    }
    for (const [n, result] of results.entries()) {
      const { key, queued } = batch[n] ?? head;
      if (result.state === 'rejected') {
        await settle(owner, key, { ...queued, state: 'rejected', error: result.error as Failure });
        continue;
      }
      const { id } = (result.data ?? {}) as { id?: string };
      if (queued.operation === 'session.start' && id !== queued.input.id)
        await store.set(joinedKey(owner, String(queued.input.id)), id);
      await settle(owner, key, { ...queued, state: 'applied', data: result.data });
    }
    return results.length > 0;
  }

  function startLater(): void {
    clearTimeout(retry);
    if (!closed) retry = setTimeout(start, RETRY_MS);
  }

  function start(): void {
    // If the store fails or nobody is signed in, the waiting operations stay in the store, and the client tries again
    // later.
    flush().catch(startLater);
  }

  async function flush(): Promise<void> {
    clearTimeout(retry);
    await exclusively(`${lock}:queue`, async () => {
      while (isConnected() && !closed) {
        const owner = await user();
        const batch = firstBatch(await load(owner));
        if (batch.length === 0) return;
        if (await sendBatch(owner, batch)) continue;
        startLater();
        return;
      }
    });
  }

  /** Add the operation at the end of the user's queue. */
  async function keep(owner: string, queued: QueuedOperation): Promise<void> {
    const prefix = queueKey(owner);
    // The key contains a running number and not a time, because a clock may be set back. The lock lets one tab at a
    // time in, so that no number is used twice.
    await exclusively(`${lock}:enqueue`, async () => {
      const [, last = '0'] = /:(\d+):[^:]*$/.exec((await store.keys(prefix)).at(-1) ?? '') ?? [];
      await store.set(`${prefix}${String(Number(last) + 1).padStart(12, '0')}:${queued.opId}`, queued);
    });
  }

  return {
    async enqueue(operation, input, { opId = crypto.randomUUID() } = {}) {
      if (!table[operation].offline) throw refusal('unavailable', `${operation} cannot wait for the connection`);
      const at = now().toISOString();
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const defaults: { [field: string]: string } = { occurredAt: at, editedAt: at, zone, id: uuidv7() };
      const filled = Object.fromEntries((table[operation].fills ?? []).map((field) => [field, defaults[field]]));
      const queued: QueuedOperation = { opId, operation, input: { ...filled, ...(input as object) } };
      if (!fitsFrame(queued)) throw refusal('payload_too_large', `${operation} is too large to be sent`);
      const owner = await user();
      // The promise is made before the operation is saved. As soon as it is saved, another tab may send it and report
      // the outcome.
      const done = new Promise<Outcome>((resolve) => waiting.set(opId, resolve));
      await keep(owner, queued).catch((error: unknown) => {
        waiting.delete(opId);
        throw error;
      });
      tell({ ...queued, state: 'pending' });
      start();
      return { opId, input: queued.input, done };
    },
    list: async () => (await load(await user())).map(({ queued }) => queued),
    on(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    flush,
    start,
    close() {
      closed = true;
      clearTimeout(retry);
      tabs.close();
    },
  };
}

const refusal = (code: Failure['code'], message: string): CoursesideError =>
  new CoursesideError({ code, message, retryable: false });
