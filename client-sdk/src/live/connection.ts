import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { EventData } from '../../../domain/contract/index.ts';
import { aborted, connectionClosed, CoursesideError } from '../errors.ts';
import type { Failure } from '../errors.ts';

/**
 * The state of the connection. `draining`: the server is about to close the connection, and another node takes over.
 * `disconnected` with `retryable`: the client reconnects by itself. `disconnected` without `retryable`: the client does
 * not reconnect, for the reason `code`.
 */
export type ConnectionState =
  | { state: 'connecting' }
  | { state: 'connected' }
  | { state: 'draining' }
  | { state: 'disconnected'; code?: string; retryable: boolean };

interface Deps {
  url: string;
  /** Return the data for the handshake of one attempt to connect. */
  auth(): Promise<object>;
  /** Get a new token, because the server refused the present token as expired. */
  renew(): Promise<void>;
  onState(state: ConnectionState): void;
  onReady(data: EventData<'ready'>): void;
}

export interface Connection {
  socket: Socket;
  /**
   * Send an operation, and send it again after each lost connection and each missing answer, until it is answered [M1].
   * @throws CoursesideError the server's error, `aborted` if the signal ended the call, `protocol_mismatch` if the
   *   server refused this version of the package, `offline` if the connection is closed for good
   */
  request(operation: string, input: object, meta: object, signal?: AbortSignal): Promise<unknown>;
  close(): void;
}

/** The longest wait for an answer before the operation is sent again. */
const ACK_TIMEOUT_MS = 10_000;
/** The longest wait before the first attempt to reconnect. It doubles with each attempt, up to `LAST_BACKOFF_MS`. */
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 20_000;
/**
 * How an error is treated that does not come from the service, such as an error of a token store that can't be read:
 * the client reconnects later.
 */
const FOREIGN_ERROR = { code: undefined, retryable: true, details: undefined } as const;

export function openConnection({ url, auth, renew, onState, onReady }: Deps): Connection {
  const socket = io(url, {
    transports: ['websocket'],
    reconnectionDelay: FIRST_BACKOFF_MS,
    reconnectionDelayMax: LAST_BACKOFF_MS,
    randomizationFactor: 1,
    auth(send) {
      const { engine } = socket.io;
      // If the renewal of a token is slow, the transport may have closed by now. Its handshake data is then dropped,
      // because the next transport asks for new data.
      const isCurrent = () => socket.io.engine === engine;
      void auth().then(
        (data) => isCurrent() && send(data),
        (error: unknown) => connectLater(error, isCurrent()),
      );
    },
  });
  let [isReady, closed] = [false, false];
  /**
   * The error of all calls after the server refused this protocol version. The device is not offline: client or server
   * must be updated.
   */
  let refusedVersion: CoursesideError | undefined;
  let attempts = 0;
  let nextAttempt: ReturnType<typeof setTimeout> | undefined;
  let change = Promise.withResolvers<void>();
  /** Wake the requests that wait for a change of `isReady` or `closed`. */
  const announceChange = () => {
    change.resolve();
    change = Promise.withResolvers();
  };

  function disconnect(): void {
    closed = true;
    clearTimeout(nextAttempt);
    socket.disconnect();
  }

  function stopForGood(code: string): void {
    disconnect();
    onState({ state: 'disconnected', code, retryable: false });
    announceChange();
  }

  function connectAgain(afterMs = Math.random() * Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempts++)): void {
    if (closed) return;
    clearTimeout(nextAttempt);
    nextAttempt = setTimeout(() => socket.connect(), afterMs);
  }

  /** Disconnect because the data of the handshake could not be made. Reconnect later unless the error is final. */
  function connectLater(error: unknown, isCurrent = true): void {
    if (closed) return;
    const { code, retryable, details } = error instanceof CoursesideError ? error : FOREIGN_ERROR;
    if (!retryable) return stopForGood(code);
    if (!isCurrent) return;
    socket.disconnect();
    onState({ state: 'disconnected', code, retryable });
    connectAgain((details as { retryAfterMs?: number } | undefined)?.retryAfterMs);
  }

  /** Reconnect after the server closed or refused the socket. If the token has expired, renew it first. */
  function returnAfter(code: string | undefined, retryAfterMs: number | undefined): void {
    const renewed = code === 'token_expired' ? renew() : Promise.resolve();
    void renewed.then(() => connectAgain(retryAfterMs), connectLater);
  }

  socket.on('ready', (data: EventData<'ready'>) => {
    [isReady, attempts] = [true, 0];
    onReady(data);
    onState({ state: 'connected' });
    announceChange();
  });
  socket.on('server.draining', () => onState({ state: 'draining' }));
  let closing: EventData<'closing'> | undefined;
  socket.on('closing', (data: EventData<'closing'>) => (closing = data));
  socket.on('disconnect', (reason) => {
    isReady = false;
    announceChange();
    if (closed) return;
    const { code, retryable = true, retryAfterMs } = closing ?? {};
    closing = undefined;
    if (!retryable) return stopForGood(code ?? 'closed');
    onState({ state: 'disconnected', code, retryable: true });
    // Socket.IO reconnects by itself, except after the server closed the socket.
    if (reason === 'io server disconnect') returnAfter(code, retryAfterMs);
  });
  socket.on('connect_error', (error: Error & { data?: Failure & { retryAfterMs?: number } }) => {
    const { code, retryable = true, retryAfterMs } = error.data ?? {};
    if (code === 'protocol_mismatch')
      refusedVersion = new CoursesideError({ code, message: error.message, retryable: false });
    if (code !== undefined && !retryable) return stopForGood(code);
    onState({ state: 'disconnected', code, retryable: true });
    // Socket.IO tries again by itself, except after the server refused the handshake.
    if (code !== undefined) returnAfter(code, retryAfterMs);
  });
  onState({ state: 'connecting' });

  async function ready(abort: Promise<void>, signal?: AbortSignal): Promise<void> {
    while (!isReady) {
      if (closed) throw refusedVersion ?? connectionClosed();
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
            // The promise also rejects when the connection is lost. The operation is then sent again over the next
            // connection.
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
      disconnect();
      announceChange();
    },
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}
