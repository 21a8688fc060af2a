import type { EventData, Output } from '../../../domain/contract/index.ts';
import { connectionClosed, CoursesideError } from '../errors.ts';
import { createReplyText } from './reply-text.ts';
import type { Chunk, Delta } from './reply-text.ts';

/**
 * The end of a reply: the data of its last event. If the reply ended before this client followed it, the end holds only
 * the text; `chat.history` returns the rest.
 */
export type Ended =
  | EventData<'reply.completed'>
  | EventData<'reply.stopped'>
  | Pick<EventData<'reply.stopped'>, 'replyId' | 'attempt' | 'text'>;

/**
 * A reply that is being written. It is an async iterator of chunks and continues after a lost connection. Iterating
 * throws the same error with which `done` rejects.
 */
export interface Reply extends AsyncIterable<Chunk> {
  readonly replyId: string;
  /** The text so far. */
  readonly text: string;
  /** Resolves as soon as the reply has ended. @throws CoursesideError if the reply failed or the client was closed */
  readonly done: Promise<Ended>;
  /** Stop the reply on all devices. The text written so far is kept. @throws CoursesideError */
  stop(): Promise<void>;
}

export interface RepliesDeps {
  resume(replyId: string, attempt: number, offset: number): Promise<Output<'chat.resume'>>;
  stop(replyId: string): Promise<unknown>;
  /** Resolves when all events up to now have been handed out, including the end of a reply. */
  caughtUp(): Promise<void>;
}

export interface Replies {
  follow(replyId: string): Reply;
  delta(delta: Delta & { replyId: string }): void;
  ended(data: Ended): void;
  failed(data: EventData<'reply.failed'>): void;
  /** Ask for the text that was missed while there was no connection. */
  catchUp(): void;
  /** Reject all replies that are being followed. */
  close(): void;
}

/** How many ended replies are remembered in case they are followed later. */
const REMEMBERED = 100;
/** If the text of a reply is not available, the client waits this long before it requests the text again. */
const ASK_AGAIN_MS = 3_000;
/** The longest wait for the last event of a reply. A handler may delay the events. */
const CATCH_UP_MS = 5_000;

interface Following {
  reply: Reply;
  add(delta: Delta): void;
  resume(): void;
  end(result: Ended): void;
  fail(error: CoursesideError): void;
}

export function openReplies({ resume, stop, caughtUp }: RepliesDeps): Replies {
  const following = new Map<string, Following>();
  /** The ends of replies that nobody follows yet. A short reply may end before the ack of `chat.send` arrives. */
  const past = new Map<string, (one: Following) => void>();
  const settle = (replyId: string, how: (one: Following) => void) => {
    const one = following.get(replyId);
    if (one) return how(one);
    past.set(replyId, how);
    const [oldest] = past.keys();
    if (past.size > REMEMBERED && oldest) past.delete(oldest);
  };

  function follow(replyId: string): Following {
    const known = createReplyText();
    const chunks: Chunk[] = [];
    const { promise: done, resolve, reject } = Promise.withResolvers<Ended>();
    done.catch(() => undefined);
    let [isEnded, asking] = [false, false];
    let again: ReturnType<typeof setTimeout> | undefined;
    let change = Promise.withResolvers<void>();
    const announceChange = () => {
      change.resolve();
      change = Promise.withResolvers();
    };

    async function ask(): Promise<void> {
      if (asking || isEnded) return;
      asking = true;
      clearTimeout(again);
      try {
        const part = await resume(replyId, known.attempt(), known.text().length);
        if (part.state === 'queued') return;
        add(part);
        if (part.state !== 'streaming') await endWithoutEvent(part.state);
      } catch (error) {
        if (error instanceof CoursesideError && !error.retryable) fail(error);
        else if (!isEnded) again = setTimeout(() => void ask(), ASK_AGAIN_MS);
      } finally {
        asking = false;
      }
    }

    /**
     * Wait for the last event of the reply, because it has more data than the text. If it does not arrive in time, end
     * the reply with its text alone. The event never arrives if it was handled before the reply was followed.
     */
    async function endWithoutEvent(state: 'done' | 'stopped' | 'failed'): Promise<void> {
      const { promise: tooLate, resolve: giveUp } = Promise.withResolvers<void>();
      const timer = setTimeout(giveUp, CATCH_UP_MS);
      await Promise.race([caughtUp().catch(() => undefined), tooLate]);
      clearTimeout(timer);
      if (state === 'failed') fail(replyFailed('internal', true));
      else end({ replyId, attempt: known.attempt(), text: known.text() });
    }

    function add(delta: Delta): void {
      if (isEnded) return;
      const fresh = known.add(delta);
      if (fresh === 'missing') return void ask();
      chunks.push(...fresh);
      announceChange();
    }

    async function* iterate(): AsyncGenerator<Chunk> {
      for (let next = 0; ;) {
        for (; next < chunks.length; next += 1) yield chunks[next] as Chunk;
        if (isEnded) return void (await done);
        await change.promise;
      }
    }

    function leave(): void {
      isEnded = true;
      clearTimeout(again);
      following.delete(replyId);
      announceChange();
    }

    function end(result: Ended): void {
      if (isEnded) return;
      // The last event holds the whole text [T4], so this adds the text of deltas that did not arrive.
      add({ attempt: result.attempt, offset: 0, text: result.text });
      resolve(result);
      leave();
    }

    function fail(error: CoursesideError): void {
      if (isEnded) return;
      reject(error);
      leave();
    }

    return {
      reply: {
        replyId,
        get text() {
          return known.text();
        },
        done,
        stop: async () => void (await stop(replyId)),
        [Symbol.asyncIterator]: iterate,
      },
      add,
      resume: () => void ask(),
      end,
      fail,
    };
  }

  return {
    follow(replyId) {
      const one = following.get(replyId) ?? follow(replyId);
      following.set(replyId, one);
      const how = past.get(replyId);
      if (how) how(one);
      else one.resume();
      return one.reply;
    },
    delta: (delta) => following.get(delta.replyId)?.add(delta),
    ended: (data) => settle(data.replyId, (one) => one.end(data)),
    failed: ({ replyId, code, retryable }) =>
      settle(replyId, (one) => one.fail(replyFailed(code as CoursesideError['code'], retryable))),
    catchUp() {
      for (const one of following.values()) one.resume();
    },
    close() {
      for (const one of following.values()) one.fail(connectionClosed());
    },
  };
}

const replyFailed = (code: CoursesideError['code'], retryable: boolean): CoursesideError =>
  new CoursesideError({ code, message: 'The reply failed', retryable });
