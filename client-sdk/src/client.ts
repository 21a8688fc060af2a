import type { Envelope, EventData, EventName, Input, OperationName, Output } from '../../domain/contract/index.ts';
import type { Ask, CallOptions, Client, Credentials, Handler, Options } from './client-api.ts';
import { aborted } from './errors.ts';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION, table } from './generated/operations.ts';
import { openConnection } from './live/connection.ts';
import type { ConnectionState } from './live/connection.ts';
import { openReplies } from './live/replies.ts';
import type { Ended, Reply } from './live/replies.ts';
import type { Chunk } from './live/reply-text.ts';
import { openStreams } from './live/streams.ts';
import { openQueue } from './offline/queue.ts';
import { callRest } from './rest.ts';
import { handlerRunner } from './run-handlers.ts';
import { memoryStore } from './stores.ts';
import { openTokens, tokensInMemory, userOf } from './tokens.ts';

/** How often the client asks for events that it may have missed. It also asks when the page becomes visible [C5]. */
const HEADS_MS = 25_000;

/** The longest time that sign-out waits for the server. */
const SIGN_OUT_MS = 3_000;

/**
 * Connect a signed-in device, and keep it connected until `close` or `signOut`. Tokens are renewed as needed.
 *
 * @param url the address of the server, such as `https://tutor.example.com`
 * @param credentials the tokens of `register` or `login`, or a token store that all tabs share
 * @returns the client immediately; its calls wait for the connection
 * @throws nothing; if the server refuses the connection, the state becomes `disconnected`
 * @example
 * const { user, ...tokens } = await login(url, { email, password });
 * const client = connect(url, tokens);
 * client.on('streak.updated', ({ current }) => console.log(`${current} days`));
 */
export function connect(url: string, credentials: Credentials, options: Options = {}): Client {
  const { store = memoryStore(), deviceId = crypto.randomUUID(), deviceName, onError } = options;
  const tokens = openTokens(url, 'tokens' in credentials ? credentials.tokens : tokensInMemory(credentials), url);
  const runHandlers = handlerRunner(onError);
  const handlers = new Map<string, Set<Handler<never>>>();
  const stateHandlers = new Set<(state: ConnectionState) => void>();
  const resetHandlers = new Set<(stream: string, reason: string) => void | Promise<void>>();
  let state: ConnectionState = { state: 'connecting' };
  let ready: EventData<'ready'> | undefined;
  let clockOffset = 0;
  let accessToken = '';
  /**
   * The user to whom this socket belongs. If another tab signs in as another user, `user` changes, and `left` aborts
   * the calls that were made for the previous user.
   */
  let signedIn = { user: '', left: new AbortController() };

  const handOut = (name: string, data: unknown, envelope?: Envelope) =>
    runHandlers(async () => {
      for (const handler of handlers.get(name) ?? []) await handler(data as never, envelope);
    });
  const handOutSignal = (name: string, data: unknown) => void handOut(name, data).catch(() => undefined);

  function endReply({ t, d }: Envelope): void {
    if (t === 'reply.completed' || t === 'reply.stopped') replies.ended(d as Ended);
    if (t === 'reply.failed') replies.failed(d as EventData<'reply.failed'>);
  }

  function take(envelopes: Envelope[]): void {
    // First end the replies that these events end, before any event is handed to the application. A handler of an
    // earlier event may wait for such a reply. All deltas of the reply have arrived by now [T4].
    for (const envelope of envelopes) endReply(envelope);
    streams.take(envelopes);
  }

  const streams = openStreams({
    store,
    async deliver(envelope) {
      endReply(envelope);
      await handOut(envelope.t, envelope.d, envelope);
    },
    reset: (stream, reason) =>
      runHandlers(async () => {
        for (const handler of resetHandlers) await handler(stream, reason);
      }),
    async read(stream, after) {
      const { events, ...rest } = await call('stream.read', { stream, after });
      return { events: events as Envelope[], ...rest };
    },
  });
  const replies = openReplies({
    resume: (replyId, attempt, offset) => call('chat.resume', { replyId, attempt, offset }),
    stop: (replyId) => call('chat.stop', { replyId }),
    caughtUp: readMissed,
  });
  const connection = openConnection({
    url,
    async auth() {
      accessToken = await tokens.current();
      const user = userOf(accessToken);
      if (user !== signedIn.user) {
        signedIn.left.abort();
        signedIn = { user, left: new AbortController() };
      }
      return {
        token: accessToken,
        protocol: PROTOCOL_VERSION,
        minProtocol: MIN_PROTOCOL_VERSION,
        cursors: await streams.cursors(),
        device: { id: deviceId, ...(deviceName && { name: deviceName }) },
      };
    },
    renew: async () => void (accessToken = await tokens.renew(accessToken)),
    onState(next) {
      state = next;
      if (next.state === 'disconnected' && !next.retryable) replies.close();
      if (next.state === 'connected') queue.start();
      for (const handler of stateHandlers) void runHandlers(async () => handler(next)).catch(() => undefined);
    },
    onReady(data) {
      ready = data;
      clockOffset = Date.parse(data.serverTime) - Date.now();
      streams.begin(data.streams);
      replies.catchUp();
      handOutSignal('ready', data);
    },
  });
  const { socket } = connection;
  socket.on('e', (envelope: Envelope) => take([envelope]));
  socket.on('es', take);
  socket.on('stream.reset', ({ stream, epoch, head, reason }: EventData<'stream.reset'>) =>
    streams.resetTo(stream, { epoch, head }, reason),
  );
  socket.on('reply.delta', (delta: EventData<'reply.delta'>) => replies.delta(delta));
  socket.on('auth.expiring', () => {
    // If the renewal fails, the server closes the socket when the token expires, and the client then connects with a
    // new token.
    void renewInPlace().catch(() => undefined);
  });
  socket.onAny((name: string, data: unknown) => {
    if (name !== 'e' && name !== 'es' && name !== 'ready') handOutSignal(name, data);
  });
  async function readMissed(): Promise<void> {
    const { streams: heads } = await call('stream.heads', {});
    await streams.compare(heads);
  }
  const readMissedIfConnected = () => {
    if (state.state === 'connected') void readMissed().catch(() => undefined);
  };
  const timer = setInterval(readMissedIfConnected, HEADS_MS);
  const onVisible = () => document.visibilityState === 'visible' && readMissedIfConnected();
  if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisible);

  async function renewInPlace(): Promise<void> {
    accessToken = await tokens.renew(accessToken);
    await call('auth.renew', { token: accessToken });
  }

  async function call<N extends OperationName>(
    operation: N,
    input: Input<N>,
    { opId, signal }: CallOptions = {},
  ): Promise<Output<N>> {
    const { socket: hasSocket, writes } = table[operation];
    const id = writes ? (opId ?? crypto.randomUUID()) : undefined;
    if (!hasSocket)
      return (await callRest(url, operation, input as object, {
        token: await tokens.current(),
        ...(id && { opId: id }),
        ...(signal && { signal }),
      })) as Output<N>;
    return (await connection.request(operation, input as object, id ? { opId: id } : {}, signal)) as Output<N>;
  }

  const queue = openQueue({
    store,
    lock: url,
    user: async () => signedIn.user || tokens.user(),
    isConnected: () => state.state === 'connected' || state.state === 'draining',
    now: () => new Date(Date.now() + clockOffset),
    async send(user, operations) {
      const { signal } = signedIn.left;
      if (user !== signedIn.user) throw aborted();
      return (await call('progress.sync', { operations: operations as never }, { signal })).results;
    },
    runHandlers,
  });

  function ask(courseId: string, message: string, more: Omit<Input<'chat.send'>, 'courseId' | 'message'> = {}): Ask {
    const sent = call('chat.send', { courseId, message, ...more });
    const reply = sent.then(({ replyId }) => replies.follow(replyId));
    const done = reply.then((one) => one.done);
    done.catch(() => undefined);
    let followed: Reply | undefined;
    void reply.then(
      (one) => (followed = one),
      () => undefined,
    );
    return {
      sent,
      done,
      get replyId() {
        return followed?.replyId ?? '';
      },
      get text() {
        return followed?.text ?? '';
      },
      stop: async () => (await reply).stop(),
      async *[Symbol.asyncIterator](): AsyncGenerator<Chunk> {
        yield* await reply;
      },
    };
  }

  function close(): void {
    clearInterval(timer);
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', onVisible);
    queue.close();
    streams.close();
    replies.close();
    connection.close();
  }

  return {
    get state() {
      return state;
    },
    get ready() {
      return ready;
    },
    get clockOffset() {
      return clockOffset;
    },
    call,
    on<E extends EventName>(name: E, handler: Handler<E>) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set.add(handler as Handler<never>));
      return () => set.delete(handler as Handler<never>);
    },
    onState(handler) {
      stateHandlers.add(handler);
      return () => stateHandlers.delete(handler);
    },
    onReset(handler) {
      resetHandlers.add(handler);
      return () => resetHandlers.delete(handler);
    },
    course: (courseId) => ({ chat: { ask: (message, more) => ask(courseId, message, more) } }),
    reply: (replyId) => replies.follow(replyId),
    operations: queue,
    close,
    async signOut() {
      await call('auth.logout', {}, { signal: AbortSignal.timeout(SIGN_OUT_MS) }).catch(() => undefined);
      close();
      await tokens.clear();
    },
  };
}
