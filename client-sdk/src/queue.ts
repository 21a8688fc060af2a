import type { Input, OperationName, Output } from '../../domain/contract/index.ts';
import { batchOf, fitsAFrame } from './batch.ts';
import type { QueuedOperation } from './batch.ts';
import { CoursesideError, plain } from './errors.ts';
import type { Failure } from './errors.ts';
import { table } from './generated/operations.ts';
import { newId } from './ids.ts';
import { exclusively } from './locks.ts';
import type { Reporting } from './reporting.ts';
import type { KeyValue } from './stores.ts';
import { openTabs } from './tabs.ts';

export type Outcome = QueuedOperation &
  ({ state: 'pending' } | { state: 'applied'; data: unknown } | { state: 'rejected'; error: Failure });

/** What was put into the queue. */
export interface Waiting {
  readonly opId: string;
  /** As it will be sent, with the id, time and zone that were filled in. */
  readonly input: QueuedOperation['input'];
  /** `applied` or `rejected`, by this tab or another one, as far as this client lives to see it. */
  readonly done: Promise<Outcome>;
}

export interface Queue {
  /** Keeps it, with its time, zone and ids, before anything is sent; sends it as soon as there is a connection. */
  enqueue<N extends OperationName>(operation: N, input: Input<N>, options?: { opId?: string }): Promise<Waiting>;
  /** What waits of the signed-in user, in order. */
  list(): Promise<QueuedOperation[]>;
  /** Tells of what is queued here, and of what this tab or another one has sent. */
  on(handler: (outcome: Outcome) => void): () => void;
  /** Sends what waits, in order; one tab at a time. */
  flush(): Promise<void>;
  /** The same, tried again later where it fails. */
  start(): void;
  close(): void;
}

interface Deps {
  store: KeyValue;
  lock: string;
  /** The signed-in user; each has a queue of his own. */
  user(): Promise<string>;
  isConnected(): boolean;
  /** The server's time, as far as it is known. */
  now(): Date;
  /** Only over a connection of that user. */
  send(user: string, operations: QueuedOperation[]): Promise<Output<'progress.sync'>['results']>;
  reporting: Reporting;
}

interface Kept {
  key: string;
  queued: QueuedOperation;
}

const queueOf = (owner: string): string => `queue:${owner}:`;
/** The session that ran when this one was to be started; kept, for the application may name the latter at any time. */
const joinedKey = (owner: string, sessionId: string): string => `joined:${owner}:${sessionId}`;

/** When the server can't do it now, though it is there. */
const RETRY_MS = 3_000;
/** Then an operation that the server fails at is given up, so that it doesn't block all others for ever. */
const MAX_INTERNAL_ERRORS = 5;
/** These say nothing of the operations: an older node, a device that must sign in, an application that closed. */
const OF_THE_CALL = new Set<Failure['code']>([
  'aborted',
  'offline',
  'unknown_operation',
  'unauthenticated',
  'session_revoked',
  'protocol_mismatch',
]);

export function openQueue({ store, lock, user, isConnected, now, send, reporting }: Deps): Queue {
  const handlers = new Set<(outcome: Outcome) => void>();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  const internalErrors = new Map<string, number>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const tabs = openTabs<{ owner: string; outcome: Outcome }>(store, lock, ({ owner, outcome }) => {
    // Tabs may be of different users.
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
    // It is kept or settled already: what a handler throws must not make anyone queue it anew.
    for (const handler of handlers) void reporting(async () => handler(outcome)).catch(() => undefined);
  }

  async function load(owner: string): Promise<Kept[]> {
    const keys = await store.keys(queueOf(owner));
    const all = await Promise.all(keys.map(async (key) => ({ key, queued: await store.get<QueuedOperation>(key) })));
    const kept = all.flatMap(({ key, queued }) => (queued ? [{ key, queued }] : []));
    return Promise.all(kept.map(async ({ key, queued }) => ({ key, queued: await inJoinedSession(owner, queued) })));
  }

  /** A session that ran already was joined: what belongs to the one that was asked for belongs to that one. */
  async function inJoinedSession(owner: string, queued: QueuedOperation): Promise<QueuedOperation> {
    const { sessionId } = queued.input;
    const joined = typeof sessionId === 'string' ? await store.get<string>(joinedKey(owner, sessionId)) : undefined;
    return joined === undefined ? queued : { ...queued, input: { ...queued.input, sessionId: joined } };
  }

  async function settle(owner: string, key: string, outcome: Outcome): Promise<void> {
    await store.remove(key);
    tabs.tell({ owner, outcome });
    tell(outcome);
  }

  /** @returns whether more may be sent at once */
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
      const isFinal = !error.retryable && !OF_THE_CALL.has(error.code);
      // Which one of several the server can't take shows when they go alone.
      if (isFinal && batch.length > 1) return sendBatch(owner, [head]);
      if (!isFinal && failed < MAX_INTERNAL_ERRORS) return false;
      await settle(owner, head.key, { ...head.queued, state: 'rejected', error: plain(error) });
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

  function later(): void {
    clearTimeout(retry);
    if (!closed) retry = setTimeout(start, RETRY_MS);
  }

  /** A store that fails, or a sign-in that is missing, is no reason to lose what waits: it is tried again. */
  function start(): void {
    flush().catch(later);
  }

  async function flush(): Promise<void> {
    clearTimeout(retry);
    await exclusively(`${lock}:queue`, async () => {
      while (isConnected() && !closed) {
        const owner = await user();
        const batch = batchOf(await load(owner));
        if (batch.length === 0) return;
        if (await sendBatch(owner, batch)) continue;
        later();
        return;
      }
    });
  }

  return {
    async enqueue(operation, input, { opId = crypto.randomUUID() } = {}) {
      if (!table[operation].offline)
        throw new CoursesideError({
          code: 'unavailable',
          message: `${operation} can’t wait for the connection`,
          retryable: false,
        });
      const at = now().toISOString();
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const defaults: { [field: string]: string } = { occurredAt: at, editedAt: at, zone, id: newId() };
      const filled = Object.fromEntries((table[operation].fills ?? []).map((field) => [field, defaults[field]]));
      const queued: QueuedOperation = {
        opId,
        operation,
        input: { ...filled, ...(input as object) },
      };
      if (!fitsAFrame(queued))
        throw new CoursesideError({
          code: 'payload_too_large',
          message: `${operation} is too large to be sent`,
          retryable: false,
        });
      const own = queueOf(await user());
      // Numbers, not times: a clock that is set back must not change the order. One at a time, so that none is given twice.
      // Before it is kept: from then on another tab may send it.
      const done = new Promise<Outcome>((resolve) => waiting.set(queued.opId, resolve));
      await exclusively(`${lock}:enqueue`, async () => {
        const [, last = '0'] = /:(\d+):[^:]*$/.exec((await store.keys(own)).at(-1) ?? '') ?? [];
        await store.set(`${own}${String(Number(last) + 1).padStart(12, '0')}:${queued.opId}`, queued);
      }).catch((error: unknown) => {
        waiting.delete(queued.opId);
        throw error;
      });
      tell({ ...queued, state: 'pending' });
      start();
      return { opId: queued.opId, input: queued.input, done };
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
