import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { EventData } from '../../domain/contract/index.ts';
import { aborted, CoursesideError } from './errors.ts';
import type { Failure } from './errors.ts';

export type ConnectionState =
  | { state: 'connecting' }
  | { state: 'connected' }
  | { state: 'draining' }
  /** `retryable`: it comes back by itself */
  | { state: 'disconnected'; code?: string; retryable: boolean };

interface Deps {
  url: string;
  /** What each attempt to connect sends along. */
  auth(): Promise<object>;
  /** The token was refused as too old: get another. */
  renew(): Promise<void>;
  onState(state: ConnectionState): void;
  onReady(data: EventData<'ready'>): void;
}

export interface Connection {
  socket: Socket;
  /** Emits with ack as often as it takes; gives up only when the signal aborts or the connection is closed for good [M1]. */
  request(operation: string, input: object, meta: object, signal?: AbortSignal): Promise<unknown>;
  close(): void;
}

/** No answer within this time: ask again, over whichever connection then exists. */
const ACK_TIMEOUT_MS = 10_000;
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 20_000;
/** What is not the service's error, as a store's that can't be read just now. */
const UNKNOWN = { code: undefined, retryable: true, details: undefined } as const;

export function openConnection({ url, auth, renew, onState, onReady }: Deps): Connection {
  const socket = io(url, {
    transports: ['websocket'],
    reconnectionDelay: FIRST_BACKOFF_MS,
    reconnectionDelayMax: LAST_BACKOFF_MS,
    randomizationFactor: 1,
    auth(send) {
      const { engine } = socket.io;
      // A slow renewal may end when the transport it was for is gone and the next one asks for itself.
      const isCurrent = () => socket.io.engine === engine;
      void auth().then(
        (data) => isCurrent() && send(data),
        (error: unknown) => retry(error, isCurrent()),
      );
    },
  });
  let [isReady, closed] = [false, false];
  let attempts = 0;
  let next: ReturnType<typeof setTimeout> | undefined;
  let change = Promise.withResolvers<void>();
  const announce = () => {
    change.resolve();
    change = Promise.withResolvers();
  };

  function leave(): void {
    closed = true;
    clearTimeout(next);
    socket.disconnect();
  }

  function stop(code: string): void {
    leave();
    onState({ state: 'disconnected', code, retryable: false });
    announce();
  }

  function again(afterMs = Math.random() * Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempts++)): void {
    if (closed) return;
    clearTimeout(next);
    next = setTimeout(() => socket.connect(), afterMs);
  }

  /** There is nothing to introduce this device with: leaves, and comes back later unless it never can. */
  function retry(error: unknown, isCurrent = true): void {
    if (closed) return;
    const { code, retryable, details } = error instanceof CoursesideError ? error : UNKNOWN;
    if (!retryable) return stop(code);
    if (!isCurrent) return;
    socket.disconnect();
    onState({ state: 'disconnected', code, retryable });
    again((details as { retryAfterMs?: number } | undefined)?.retryAfterMs);
  }

  socket.on('ready', (data: EventData<'ready'>) => {
    [isReady, attempts] = [true, 0];
    onReady(data);
    onState({ state: 'connected' });
    announce();
  });
  socket.on('server.draining', () => onState({ state: 'draining' }));
  let closing: EventData<'closing'> | undefined;
  socket.on('closing', (data: EventData<'closing'>) => (closing = data));
  socket.on('disconnect', (reason) => {
    isReady = false;
    announce();
    if (closed) return;
    const { code, retryable = true, retryAfterMs } = closing ?? {};
    closing = undefined;
    if (!retryable) return stop(code ?? 'closed');
    onState({ state: 'disconnected', code, retryable: true });
    // socket.io stays away when the server closed it; everything else it mends itself.
    if (reason === 'io server disconnect')
      void (code === 'token_expired' ? renew() : Promise.resolve()).then(() => again(retryAfterMs), retry);
  });
  socket.on('connect_error', (error: Error & { data?: Failure & { retryAfterMs?: number } }) => {
    const { code, retryable = true, retryAfterMs } = error.data ?? {};
    if (code !== undefined && !retryable) return stop(code);
    onState({ state: 'disconnected', code, retryable: true });
    // Without a refusal of the server's, socket.io itself tries again.
    if (code !== undefined)
      void (code === 'token_expired' ? renew() : Promise.resolve()).then(() => again(retryAfterMs), retry);
  });
  onState({ state: 'connecting' });

  async function ready(abort: Promise<void>, signal?: AbortSignal): Promise<void> {
    while (!isReady) {
      if (closed) throw new CoursesideError({ code: 'offline', message: 'The connection is closed', retryable: false });
      throwIfAborted(signal);
      await Promise.race([change.promise, abort]);
    }
  }

  return {
    socket,
    async request(operation, input, meta, signal) {
      const abort = Promise.withResolvers<void>();
      const onAbort = () => abort.resolve();
      signal?.addEventListener('abort', onAbort);
      try {
        for (;;) {
          throwIfAborted(signal);
          await ready(abort.promise, signal);
          const answer = await Promise.race([
            // Fails as well when the connection is lost: asked again as soon as there is one.
            socket
              .timeout(ACK_TIMEOUT_MS)
              .emitWithAck(operation, input, meta)
              .catch(() => undefined),
            abort.promise,
          ]);
          if (!answer) continue;
          if (answer.ok) return answer.data;
          throw new CoursesideError(answer.error);
        }
      } finally {
        signal?.removeEventListener('abort', onAbort);
      }
    },
    close() {
      leave();
      announce();
    },
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}
