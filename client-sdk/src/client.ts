import type { Envelope } from '../../domain/contract/index.ts';
import type { EventData, EventName, Input, OperationName, Output } from '../../domain/contract/index.ts';
import { openConnection } from './connection.ts';
import type { ConnectionState } from './connection.ts';
import { aborted } from './errors.ts';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION, table } from './generated/operations.ts';
import { openQueue } from './queue.ts';
import type { Queue } from './queue.ts';
import { openReplies } from './replies.ts';
import type { Chunk, Ended, Reply } from './replies.ts';
import { reportTo } from './reporting.ts';
import { callRest } from './rest.ts';
import { memoryStore } from './stores.ts';
import type { KeyValue } from './stores.ts';
import { openStreams } from './streams.ts';
import { openTokens, userOf } from './tokens.ts';
import type { TokenPair, TokenStore } from './tokens.ts';

export type Credentials = TokenPair | { tokens: TokenStore };

export interface Options {
  /** Cursors and waiting operations; memory unless given. Keep it where the application keeps its state. */
  store?: KeyValue;
  deviceId?: string;
  deviceName?: string;
  /**
   * What a handler of the application threw: nothing of the client's stops for it. Without this, browsers tell it as
   * their window's `error` event, and Node prints it.
   */
  onError?: (error: unknown) => void;
}

export interface CallOptions {
  /** The same for a repetition that must not be applied twice; made where absent. */
  opId?: string;
  signal?: AbortSignal;
}

export interface Ask extends Reply {
  readonly sent: Promise<{ messageId: string; replyId: string }>;
}

type Handler<E extends EventName> = (data: EventData<E>, envelope?: Envelope) => void | Promise<void>;

export type Client = ReturnType<typeof connect>;

/** Devices look this often, and when they are looked at again, whether they missed something [C5]. */
const HEADS_MS = 25_000;

/** Then whoever signs out is not kept waiting for the server. */
const SIGN_OUT_MS = 3_000;

/** Connects a signed-in device and keeps it connected. */
export function connect(url: string, credentials: Credentials, options: Options = {}) {
  const { store = memoryStore(), deviceId = crypto.randomUUID(), deviceName, onError } = options;
  const tokens = openTokens(url, 'tokens' in credentials ? credentials.tokens : inMemory(credentials), url);
  const reporting = reportTo(onError);
  const handlers = new Map<string, Set<Handler<never>>>();
  const stateHandlers = new Set<(state: ConnectionState) => void>();
  const resetHandlers = new Set<(stream: string, reason: string) => void | Promise<void>>();
  let state: ConnectionState = { state: 'connecting' };
  let ready: EventData<'ready'> | undefined;
  let clockOffset = 0;
  let accessToken = '';
  /** Whose the socket is; another one as soon as someone else signed in where tokens are shared. */
  let signedIn = { user: '', left: new AbortController() };

  const tell = (name: string, data: unknown, envelope?: Envelope) =>
    reporting(async () => {
      for (const handler of handlers.get(name) ?? []) await handler(data as never, envelope);
    });
  const tellSignal = (name: string, data: unknown) => void tell(name, data).catch(() => undefined);

  function endReply({ t, d }: Envelope): void {
    if (t === 'reply.completed' || t === 'reply.stopped') replies.ended(d as Ended);
    if (t === 'reply.failed') replies.failed(d as EventData<'reply.failed'>);
  }

  function arrived(envelopes: Envelope[]): void {
    // Not in their turn: a handler before it may wait for this very reply, and its deltas came before it [T4].
    for (const envelope of envelopes) endReply(envelope);
    streams.take(envelopes);
  }

  const streams = openStreams({
    store,
    async deliver(envelope) {
      endReply(envelope);
      await tell(envelope.t, envelope.d, envelope);
    },
    reset: (stream, reason) =>
      reporting(async () => {
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
    caughtUp: look,
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
      for (const handler of stateHandlers) void reporting(async () => handler(next)).catch(() => undefined);
    },
    onReady(data) {
      ready = data;
      clockOffset = Date.parse(data.serverTime) - Date.now();
      streams.begin(data.streams);
      replies.catchUp();
      tellSignal('ready', data);
    },
  });
  const { socket } = connection;
  socket.on('e', (envelope: Envelope) => arrived([envelope]));
  socket.on('es', arrived);
  socket.on('stream.reset', ({ stream, epoch, head, reason }: EventData<'stream.reset'>) =>
    streams.resetTo(stream, { epoch, head }, reason),
  );
  socket.on('reply.delta', (delta: EventData<'reply.delta'>) => replies.delta(delta));
  socket.on('auth.expiring', () => {
    // Where it fails the server closes the socket at the token's end, and the connection gets another one.
    void renewInPlace().catch(() => undefined);
  });
  socket.onAny((name: string, data: unknown) => {
    if (name !== 'e' && name !== 'es' && name !== 'ready') tellSignal(name, data);
  });
  async function look(): Promise<void> {
    const { streams: heads } = await call('stream.heads', {});
    await streams.compare(heads);
  }
  const lookIfConnected = () => {
    if (state.state === 'connected') void look().catch(() => undefined);
  };
  const timer = setInterval(lookIfConnected, HEADS_MS);
  const onVisible = () => document.visibilityState === 'visible' && lookIfConnected();
  if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisible);

  async function renewInPlace(): Promise<void> {
    accessToken = await tokens.renew(accessToken);
    await call('auth.renew', { token: accessToken });
  }

  /** Any operation of the contract, through the socket where it has one; applied once however often it is sent [M1]. */
  async function call<N extends OperationName>(
    operation: N,
    input: Input<N>,
    { opId, signal }: CallOptions = {},
  ): Promise<Output<N>> {
    const { socket: bySocket, writes } = table[operation];
    const id = writes ? (opId ?? crypto.randomUUID()) : undefined;
    if (!bySocket)
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
    reporting,
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

  /** Leaves; tokens, cursors and what waits stay. */
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
    /** Add to the device's clock to get the server's, in milliseconds. */
    get clockOffset() {
      return clockOffset;
    },
    call,
    on<E extends EventName>(name: E, handler: Handler<E>): () => void {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set.add(handler as Handler<never>));
      return () => set.delete(handler as Handler<never>);
    },
    onState(handler: (state: ConnectionState) => void): () => void {
      stateHandlers.add(handler);
      return () => stateHandlers.delete(handler);
    },
    /** A stream could not be replayed: load its state anew. A handler that fails is asked again a little later. */
    onReset(handler: (stream: string, reason: string) => void | Promise<void>): () => void {
      resetHandlers.add(handler);
      return () => resetHandlers.delete(handler);
    },
    course: (courseId: string) => ({
      chat: { ask: (message: string, more?: Parameters<typeof ask>[2]) => ask(courseId, message, more) },
    }),
    /** Follows a reply that runs already: after a reload, or on another device. */
    reply: (replyId: string): Reply => replies.follow(replyId),
    operations: queue as Queue,
    close,
    /** Forgets the tokens; ends the device session too where the server can be reached. */
    async signOut() {
      await call('auth.logout', {}, { signal: AbortSignal.timeout(SIGN_OUT_MS) }).catch(() => undefined);
      close();
      await tokens.clear();
    },
  };
}

function inMemory(first: TokenPair): TokenStore {
  let pair: TokenPair | undefined = first;
  return {
    get: async () => pair,
    set: async (tokens) => void (pair = tokens),
    clear: async () => void (pair = undefined),
  };
}
