import type { EventData, Output } from '../../domain/contract/index.ts';
import { assemble } from './assembly.ts';
import type { Chunk, Delta } from './assembly.ts';
import { CoursesideError } from './errors.ts';

export type { Chunk } from './assembly.ts';
/** Of a reply that ended before this client looked there is the text alone; `chat.history` has what goes with it. */
export type Ended =
  | EventData<'reply.completed'>
  | EventData<'reply.stopped'>
  | Pick<EventData<'reply.stopped'>, 'replyId' | 'attempt' | 'text'>;

/** A reply as it is written: an async iterator of chunks that survives reconnection. */
export interface Reply extends AsyncIterable<Chunk> {
  readonly replyId: string;
  /** so far */
  readonly text: string;
  /** As soon as the end has arrived, whatever handlers wait for. @throws CoursesideError when the reply failed or the client was closed */
  readonly done: Promise<Ended>;
  stop(): Promise<void>;
}

export interface RepliesDeps {
  resume(replyId: string, attempt: number, offset: number): Promise<Output<'chat.resume'>>;
  stop(replyId: string): Promise<unknown>;
  /** When all events up to now have been handed out, a reply's end among them. */
  caughtUp(): Promise<void>;
}

export interface Replies {
  follow(replyId: string): Reply;
  delta(delta: Delta & { replyId: string }): void;
  ended(data: Ended): void;
  failed(data: EventData<'reply.failed'>): void;
  /** After a reconnection: asks for what was missed. */
  catchUp(): void;
  /** Ends what is followed: nothing more will come of it. */
  close(): void;
}

const REMEMBERED = 100;
/** Then a text that was not at hand is asked for again. */
const ASK_AGAIN_MS = 3_000;
/** A handler may hold up the events; an end that is longer in coming is not waited for. */
const CATCH_UP_MS = 5_000;

interface Following {
  reply: Reply;
  take(delta: Delta): void;
  resume(): void;
  end(result: Ended): void;
  fail(error: CoursesideError): void;
}

export function openReplies({ resume, stop, caughtUp }: RepliesDeps): Replies {
  const following = new Map<string, Following>();
  /** Ends that came before anyone followed: an ack and the end of a short reply may cross. */
  const past = new Map<string, (one: Following) => void>();
  const settle = (replyId: string, how: (one: Following) => void) => {
    const one = following.get(replyId);
    if (one) return how(one);
    past.set(replyId, how);
    const [oldest] = past.keys();
    if (past.size > REMEMBERED && oldest) past.delete(oldest);
  };

  function follow(replyId: string): Following {
    const assembly = assemble();
    const chunks: Chunk[] = [];
    const { promise: done, resolve, reject } = Promise.withResolvers<Ended>();
    done.catch(() => undefined);
    let [isEnded, asking] = [false, false];
    let again: ReturnType<typeof setTimeout> | undefined;
    let news = Promise.withResolvers<void>();
    const announce = () => {
      news.resolve();
      news = Promise.withResolvers();
    };

    async function ask(): Promise<void> {
      if (asking || isEnded) return;
      asking = true;
      clearTimeout(again);
      try {
        const part = await resume(replyId, assembly.attempt(), assembly.text().length);
        if (part.state === 'queued') return;
        take(part);
        if (part.state !== 'streaming') await endWithout(part.state);
      } catch (error) {
        if (error instanceof CoursesideError && !error.retryable) fail(error);
        else if (!isEnded) again = setTimeout(() => void ask(), ASK_AGAIN_MS);
      } finally {
        asking = false;
      }
    }

    /** Its end event says more, and may be on its way; it never comes where the stream has passed it. */
    async function endWithout(state: 'done' | 'stopped' | 'failed'): Promise<void> {
      const { promise: tooLate, resolve: giveUp } = Promise.withResolvers<void>();
      const timer = setTimeout(giveUp, CATCH_UP_MS);
      await Promise.race([caughtUp().catch(() => undefined), tooLate]);
      clearTimeout(timer);
      if (state === 'failed') fail(failure('internal', true));
      else end({ replyId, attempt: assembly.attempt(), text: assembly.text() });
    }

    function take(delta: Delta): void {
      if (isEnded) return;
      const fresh = assembly.take(delta);
      if (fresh === 'missing') return void ask();
      chunks.push(...fresh);
      announce();
    }

    async function* iterate(): AsyncGenerator<Chunk> {
      for (let next = 0; ;) {
        for (; next < chunks.length; next += 1) yield chunks[next] as Chunk;
        if (isEnded) return void (await done);
        await news.promise;
      }
    }

    function leave(): void {
      isEnded = true;
      clearTimeout(again);
      following.delete(replyId);
      announce();
    }

    function end(result: Ended): void {
      if (isEnded) return;
      // Its text is the truth: what deltas did not bring comes now.
      take({ attempt: result.attempt, offset: 0, text: result.text });
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
          return assembly.text();
        },
        done,
        stop: async () => void (await stop(replyId)),
        [Symbol.asyncIterator]: iterate,
      },
      take,
      resume: () => void ask(),
      end,
      fail,
    };
  }

  return {
    follow(replyId) {
      const known = following.get(replyId) ?? follow(replyId);
      following.set(replyId, known);
      const how = past.get(replyId);
      if (how) how(known);
      else known.resume();
      return known.reply;
    },
    delta: (delta) => following.get(delta.replyId)?.take(delta),
    ended: (data) => settle(data.replyId, (one) => one.end(data)),
    failed: ({ replyId, code, retryable }) =>
      settle(replyId, (one) => one.fail(failure(code as CoursesideError['code'], retryable))),
    catchUp() {
      for (const one of following.values()) one.resume();
    },
    close() {
      const error = new CoursesideError({ code: 'offline', message: 'The connection is closed', retryable: false });
      for (const one of following.values()) one.fail(error);
    },
  };
}

const failure = (code: CoursesideError['code'], retryable: boolean): CoursesideError =>
  new CoursesideError({ code, message: 'The reply failed', retryable });
