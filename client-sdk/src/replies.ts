import type { EventData, Output } from '../../domain/contract/index.ts';
import { assemble } from './assembly.ts';
import type { Chunk, Delta } from './assembly.ts';
import { CoursesideError } from './errors.ts';

export type { Chunk } from './assembly.ts';
export type Ended = EventData<'reply.completed'> | EventData<'reply.stopped'>;

/** A reply as it is written: an async iterator of chunks that survives reconnection. */
export interface Reply extends AsyncIterable<Chunk> {
  readonly replyId: string;
  /** so far */
  readonly text: string;
  /** @throws CoursesideError when the reply failed */
  readonly done: Promise<Ended>;
  stop(): Promise<void>;
}

export interface RepliesDeps {
  resume(replyId: string, attempt: number, offset: number): Promise<Output<'chat.resume'>>;
  stop(replyId: string): Promise<unknown>;
}

export interface Replies {
  follow(replyId: string): Reply;
  delta(delta: Delta & { replyId: string }): void;
  ended(data: Ended): void;
  failed(data: EventData<'reply.failed'>): void;
  /** After a reconnection: asks for what was missed. */
  catchUp(): void;
}

const REMEMBERED = 100;

interface Following {
  reply: Reply;
  take(delta: Delta): void;
  resume(): void;
  end(result: Ended): void;
  fail(error: CoursesideError): void;
}

export function openReplies({ resume, stop }: RepliesDeps): Replies {
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
    let news = Promise.withResolvers<void>();
    const announce = () => {
      news.resolve();
      news = Promise.withResolvers();
    };

    async function ask(): Promise<void> {
      if (asking || isEnded) return;
      asking = true;
      try {
        const part = await resume(replyId, assembly.attempt(), assembly.text().length);
        if (part.state !== 'queued') take(part);
      } catch {
        // Not at hand just now: a later delta asks again, and the end brings the whole text.
      } finally {
        asking = false;
      }
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

    const end = () => {
      isEnded = true;
      following.delete(replyId);
      announce();
    };
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
      end(result) {
        // Its text is the truth: what deltas did not bring comes now.
        take({ attempt: result.attempt, offset: 0, text: result.text });
        resolve(result);
        end();
      },
      fail(error) {
        reject(error);
        end();
      },
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
      settle(replyId, (one) =>
        one.fail(
          new CoursesideError({ code: code as CoursesideError['code'], message: 'The reply failed', retryable }),
        ),
      ),
    catchUp() {
      for (const one of following.values()) one.resume();
    },
  };
}
