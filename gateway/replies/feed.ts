import { userStream } from '../../domain/call.ts';
import type { Envelope } from '../../domain/contract/stream.ts';
import type { Replies } from '../../domain/ports.ts';
import type { ReplyRow, Stores } from '../../domain/stores.ts';
import type { Delta, Relay } from './relay.ts';

/** How often the text of a reply that another node writes is looked up; its deltas go to sockets only. */
const LOOK_MS = 200;
const REPLAYED = 50;

export interface FeedEvent {
  event: string;
  /** `<replyId>:<attempt>:<offset>` */
  id?: string;
  data: unknown;
}

export interface FeedOptions {
  /** a message id: begins with the reply to it */
  after?: string;
  sessionId?: string;
  /** `<replyId>:<attempt>:<offset>`: goes on behind it */
  lastEventId?: string;
  signal: AbortSignal;
}

interface Deps {
  read(): Stores;
  replies: Pick<Replies, 'resume'>;
  relay: Pick<Relay, 'onDelta'>;
  listen(stream: string, listener: (envelope: Envelope) => void): Promise<() => void>;
}

interface Follow {
  attempt: number;
  length: number;
}

/** The reply events of one course for followers without a socket [CONTRACT SSE]; ends when the signal aborts. */
export function createFeed({ read, replies, relay, listen }: Deps) {
  return async function* feed(
    userId: string,
    courseId: string,
    { after, sessionId, lastEventId, signal }: FeedOptions,
  ): AsyncGenerator<FeedEvent> {
    const waiting: FeedEvent[] = [];
    const following = new Map<string, Follow>();
    let wake = Promise.withResolvers<void>();
    const put = (event: FeedEvent) => {
      waiting.push(event);
      wake.resolve();
    };

    function say({ replyId, attempt, offset, text }: Delta): void {
      const known = following.get(replyId);
      if (!known || attempt < known.attempt) return;
      const have = attempt > known.attempt ? 0 : known.length;
      // Beyond what is known a part is missing: the next look brings it.
      if (offset > have || offset + text.length <= have) return;
      const fresh = text.slice(have - offset);
      following.set(replyId, { attempt, length: have + fresh.length });
      put({
        event: 'reply.delta',
        id: `${replyId}:${attempt}:${have + fresh.length}`,
        data: { replyId, attempt, offset: have, text: fresh },
      });
    }

    function end(type: string, data: { replyId: string; attempt: number; text: string }): void {
      say({ replyId: data.replyId, attempt: data.attempt, offset: 0, text: data.text });
      following.delete(data.replyId);
      put({ event: type, id: `${data.replyId}:${data.attempt}:${data.text.length}`, data });
    }

    async function look(replyId: string): Promise<void> {
      const { attempt, length } = following.get(replyId) ?? { attempt: 1, length: 0 };
      const part = await replies.resume(replyId, attempt, length);
      if (part) say({ replyId, ...part });
    }

    const unlisten = await listen(userStream(userId), ({ t, d }) => {
      const data = d as { replyId: string; courseId: string; attempt: number; text: string };
      if (!t.startsWith('reply.') || data.courseId !== courseId) return;
      if (t !== 'reply.started') return end(t, data);
      if (!following.has(data.replyId)) following.set(data.replyId, { attempt: data.attempt, length: 0 });
      put({ event: t, id: `${data.replyId}:${data.attempt}:0`, data });
    });
    const offDelta = relay.onDelta((user, delta) => user === userId && say(delta));
    const timer = setInterval(() => {
      for (const replyId of following.keys()) void look(replyId).catch(() => undefined);
    }, LOOK_MS);
    signal.addEventListener('abort', () => wake.resolve());

    try {
      for (const { reply, follow } of await begin(read(), { userId, courseId, sessionId, after, lastEventId })) {
        following.set(reply.id, follow);
        const past = await endOf(read(), reply);
        if (past) end(past.type, past.data);
        else await look(reply.id);
      }
      while (!signal.aborted) {
        yield* waiting.splice(0);
        await wake.promise;
        wake = Promise.withResolvers();
      }
    } finally {
      clearInterval(timer);
      offDelta();
      unlisten();
    }
  };
}

/** How an ended reply is told again. */
async function endOf(
  stores: Stores,
  reply: ReplyRow,
): Promise<{ type: string; data: { replyId: string; attempt: number; text: string } } | undefined> {
  const { id: replyId, messageId, courseId, attempt, state, result } = reply;
  if (state === 'done' && result) return { type: 'reply.completed', data: result };
  if (state !== 'stopped' && state !== 'failed') return undefined;
  const text = (await stores.messages.find(replyId))?.content ?? '';
  return {
    type: `reply.${state}`,
    data: {
      replyId,
      messageId,
      courseId,
      attempt,
      text,
      ...(state === 'failed' && { code: reply.failure, retryable: true }),
    } as { replyId: string; attempt: number; text: string },
  };
}

interface Where {
  userId: string;
  courseId: string;
  sessionId?: string;
  after?: string;
  lastEventId?: string;
}

/** The replies to begin with: from the one named on, else those that are running. */
async function begin(
  stores: Stores,
  { userId, courseId, sessionId, after, lastEventId }: Where,
): Promise<{ reply: ReplyRow; follow: Follow }[]> {
  const [lastId, attempt, offset] = lastEventId?.split(':') ?? [];
  const from = lastId ? (await stores.replies.find(lastId))?.messageId : after;
  if (!from)
    return (await stores.replies.open(userId, courseId)).map((reply) => ({ reply, follow: { attempt: 1, length: 0 } }));
  const { rows } = await stores.messages.history({ userId, courseId, sessionId, after: from, limit: REPLAYED });
  const found = [];
  for (const { replyId } of rows) {
    const reply = replyId ? await stores.replies.find(replyId) : undefined;
    if (!reply || reply.userId !== userId) continue;
    const follow =
      reply.id === lastId ? { attempt: Number(attempt), length: Number(offset) } : { attempt: 1, length: 0 };
    // Its end was the last thing seen.
    if (reply.result && reply.id === lastId && follow.length >= reply.result.text.length) continue;
    found.push({ reply, follow });
  }
  return found;
}
