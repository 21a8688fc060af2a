import type { Envelope, EventData, EventName, Input, OperationName, Output } from '../../domain/contract/index.ts';
import type { ConnectionState } from './live/connection.ts';
import type { Reply } from './live/replies.ts';
import type { Queue } from './offline/queue.ts';
import type { KeyValue } from './stores.ts';
import type { TokenPair, TokenStore } from './tokens.ts';

/** The tokens of a signed-in device, or a store that holds the tokens and stores renewed ones. */
export type Credentials = TokenPair | { tokens: TokenStore };

export interface Options {
  /**
   * The store of waiting operations and of cursors. A cursor says up to which event of a stream the handlers have
   * finished. The default is memory. Choose a store that lives exactly as long as the application's own state: if a
   * cursor outlives the state, the client skips events that the state does not include.
   */
  store?: KeyValue;
  /** The id that names this device to the server, up to 64 characters. The default is a new id for each client. */
  deviceId?: string;
  /** The name of the device in the list of signed-in devices, up to 100 characters. */
  deviceName?: string;
  /**
   * Called with errors that the application's handlers throw. The default is the window's `error` event or, in Node,
   * the console.
   */
  onError?: (error: unknown) => void;
}

export interface CallOptions {
  /**
   * A UUID that makes a repetition of this call harmless, because the server applies each opId once. The default is a
   * new UUID.
   */
  opId?: string;
  /** A signal that ends the wait for the answer. An operation that was sent already may still be applied. */
  signal?: AbortSignal;
}

/** The reply to a message that is being sent. `replyId` and `text` are empty until the server has the message. */
export interface Ask extends Reply {
  /** Resolves when the server has stored the message. @throws CoursesideError */
  readonly sent: Promise<{ messageId: string; replyId: string }>;
}

/** A function that gets an event's data and, for a durable event, also its envelope (stream, seq, id, time). */
export type Handler<E extends EventName> = (data: EventData<E>, envelope?: Envelope) => void | Promise<void>;

export interface Client {
  /** The state of the connection. */
  readonly state: ConnectionState;
  /**
   * The data of the server's `ready` event for the current or the last connection. Undefined before the first
   * connection.
   */
  readonly ready: EventData<'ready'> | undefined;
  /** The number of milliseconds to add to the device's clock to get the server's time. */
  readonly clockOffset: number;

  /**
   * Perform an operation of the API. Without a connection the call waits for one. The operation is sent again until it
   * is answered, and the server applies it once [M1].
   *
   * @returns the operation's output
   * @throws CoursesideError the server's error (`unknown_operation` if the server is older than this package),
   * `protocol_mismatch` if client and server have no protocol version in common, `aborted` if the signal ended the
   * call, `offline` if the client was closed
   * @example
   * const course = await client.call('course.create', { topic: 'Strength training' });
   */
  call<N extends OperationName>(operation: N, input: Input<N>, options?: CallOptions): Promise<Output<N>>;

  /**
   * Call the handler with each event of this name. Durable events arrive once each and in order. The next event is
   * delivered after the handler's promise has resolved. If the promise rejects, the handler gets the same event again 3
   * seconds later [C4].
   *
   * @returns a function that removes the handler
   * @example
   * const stop = client.on('progress.logged', (entry) => console.log(entry.activityType, entry.occurredAt));
   */
  on<E extends EventName>(name: E, handler: Handler<E>): () => void;

  /**
   * Call the handler with each change of the connection's state.
   *
   * @returns a function that removes the handler
   * @example
   * client.onState(({ state }) => banner.toggleAttribute('hidden', state === 'connected'));
   */
  onState(handler: (state: ConnectionState) => void): () => void;

  /**
   * Call the handler when the events of a stream can't be replayed. The handler must reload the data of the stream.
   * Delivery continues when the handler's promise resolves. If the promise rejects, the handler is called again 3
   * seconds later.
   *
   * @returns a function that removes the handler
   * @example
   * client.onReset(async (stream, reason) => loadEverything());
   */
  onReset(handler: (stream: string, reason: string) => void | Promise<void>): () => void;

  course(courseId: string): {
    chat: {
      /**
       * Send a message to the tutor and follow the reply.
       *
       * @param message the text, up to 16,000 characters
       * @param more the other fields of `chat.send`
       * @throws nothing immediately; `sent`, `done` and the iterator reject with a CoursesideError
       * @example
       * for await (const chunk of client.course(id).chat.ask('How do I warm up?'))
       *   if (chunk.type === 'text') process.stdout.write(chunk.text);
       */
      ask(message: string, more?: Omit<Input<'chat.send'>, 'courseId' | 'message'>): Ask;
    };
  };

  /**
   * Follow a reply that another device or an earlier page load asked for.
   *
   * @throws nothing immediately; `done` and the iterator reject with a CoursesideError
   * @example
   * for (const { replyId } of client.ready?.replies ?? []) void show(client.reply(replyId));
   */
  reply(replyId: string): Reply;

  /** The queue of operations that may wait for a connection. */
  readonly operations: Queue;

  /**
   * Close the connection for good. Tokens, cursors and waiting operations stay in their stores. Calls and replies that
   * have not ended reject with `offline`.
   *
   * @example
   * client.close();
   */
  close(): void;

  /**
   * Close the connection and remove the tokens. First ask the server to end the device session, and wait at most 3
   * seconds for its answer.
   *
   * @throws the error of the token store
   * @example
   * await client.signOut();
   */
  signOut(): Promise<void>;
}
