import type { Envelope, EventData, EventName, Input, OperationName, Output } from '../../domain/contract/index.ts';
import type { ConnectionState } from './live/connection.ts';
import type { Reply } from './live/replies.ts';
import type { Queue } from './offline/queue.ts';
import type { KeyValue } from './stores.ts';
import type { TokenPair, TokenStore } from './tokens.ts';

/** The tokens of a signed-in device, or the store that keeps them and their successors. */
export type Credentials = TokenPair | { tokens: TokenStore };

export interface Options {
  /**
   * The place of cursors and waiting operations; memory where absent. Choose one that lives exactly as long as the
   * application's own state: a cursor that outlives the state skips events the state lacks.
   */
  store?: KeyValue;
  /** Id that names this device to the server, up to 64 characters; made for each client where absent. */
  deviceId?: string;
  /** Name of the device for people, up to 100 characters, as in the list of signed-in devices. */
  deviceName?: string;
  /** Called with errors that the application's handlers throw. Where absent: the window's `error` event, or the console. */
  onError?: (error: unknown) => void;
}

export interface CallOptions {
  /** A UUID that makes a repetition of this call harmless: the server applies it once. Made where absent. */
  opId?: string;
  /** Ends the wait. An operation that was sent already may still be applied. */
  signal?: AbortSignal;
}

/** The reply to a message that is being sent. `replyId` and `text` are empty until the server has the message. */
export interface Ask extends Reply {
  /** Resolves when the server has the message. @throws CoursesideError */
  readonly sent: Promise<{ messageId: string; replyId: string }>;
}

/** Called with an event's data; for a durable event also with its envelope (stream, seq, id, time). */
export type Handler<E extends EventName> = (data: EventData<E>, envelope?: Envelope) => void | Promise<void>;

export interface Client {
  /** The state of the connection. */
  readonly state: ConnectionState;
  /** What the server said when the present or the last connection began; undefined before the first one. */
  readonly ready: EventData<'ready'> | undefined;
  /** Milliseconds to add to the device's clock to get the server's. */
  readonly clockOffset: number;

  /**
   * Perform an operation of the API. Without a connection it waits for one; it is sent again until it is answered, and
   * applied once [M1].
   *
   * @returns the operation's output
   * @throws CoursesideError: the server's refusal (`unknown_operation` where the server is older than this package,
   * `protocol_mismatch` where they have no protocol version in common), `aborted` by the signal, `offline` after the
   * client was closed
   * @example
   * const course = await client.call('course.create', { topic: 'Strength training' });
   */
  call<N extends OperationName>(operation: N, input: Input<N>, options?: CallOptions): Promise<Output<N>>;

  /**
   * Call the handler with each event of this name. Durable events come once each and in order; the next one waits for
   * the handler's promise, and the cursor moves when it resolves. After a rejection the event is handed out again
   * 3 seconds later [C4].
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
   * Call the handler when the events of a stream cannot be replayed: load what the stream is about anew. The stream
   * goes on when the handler's promise resolves; after a rejection the handler is called again 3 seconds later.
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
       * @param message up to 16,000 characters
       * @param more the other fields of `chat.send`
       * @throws nothing at once; `sent`, `done` and the iterator reject with a CoursesideError
       * @example
       * for await (const chunk of client.course(id).chat.ask('How do I warm up?'))
       *   if (chunk.type === 'text') process.stdout.write(chunk.text);
       */
      ask(message: string, more?: Omit<Input<'chat.send'>, 'courseId' | 'message'>): Ask;
    };
  };

  /**
   * Follow a reply that was asked for elsewhere: on another device, or before this page was loaded.
   *
   * @throws nothing at once; `done` and the iterator reject with a CoursesideError
   * @example
   * for (const { replyId } of client.ready?.replies ?? []) void show(client.reply(replyId));
   */
  reply(replyId: string): Reply;

  /** Operations that may wait for a connection. */
  readonly operations: Queue;

  /**
   * Close the connection for good. Tokens, cursors and waiting operations stay in their stores; calls and replies that
   * have not ended reject with `offline`.
   *
   * @example
   * client.close();
   */
  close(): void;

  /**
   * End the device session, where the server answers within 3 seconds, close the connection and remove the tokens.
   *
   * @throws the error of the token store
   * @example
   * await client.signOut();
   */
  signOut(): Promise<void>;
}
