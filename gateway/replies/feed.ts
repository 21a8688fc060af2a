import type { Stores } from '../../domain/areas/stores.ts';
import { userStream } from '../../domain/call.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Replies } from '../../domain/tutor/ports.ts';
import { isReplyEnd, isReplyEvent } from '../../domain/tutor/reply-events.ts';
import { backlog, toldEndOf } from './backlog.ts';
import type { Follow, Place, ToldEnd } from './backlog.ts';
import type { Delta, DeltaFanout } from './delta-fanout.ts';
import { eventId, parseEventId } from './event-id.ts';

/**
 * How often the text of each running reply is read. If another node writes the reply, its deltas may not reach this
 * node.
 */
const LOOK_MS = 200;
/** The largest amount of data that may wait for a slow follower [B1], in UTF-16 units. */
const MAX_WAITING_UNITS = 512 * 1_024;
/** The UTF-16 units that each event counts for, in addition to its text. */
const EVENT_UNITS = 256;

export interface FeedEvent {
  event: string;
  /** `<replyId>:<attempt>:<offset>`, followed by `:end` if the event is the end of a reply. */
  id?: string;
  data: unknown;
}

export interface FeedOptions {
  /** The id of a message. The feed begins with the reply to this message. */
  after?: string;
  sessionId?: string;
  /** The id of an event. The feed begins with the next event. */
  lastEventId?: string;
  signal: AbortSignal;
}

interface Deps {
  read(): Stores;
  replies: Pick<Replies, 'resume'>;
  fanout: Pick<DeltaFanout, 'onDelta'>;
  listen(stream: string, listener: (envelope: Envelope) => void): Promise<() => void>;
}

type ReplyEvent = Extract<Envelope, { t: `reply.${string}` }>;

/** Create the feed: the reply events of one course, for followers without a socket [CONTRACT SSE]. */
export function createFeed(deps: Deps) {
  /**
   * Follow a course until the signal aborts, or until too much data waits for a slow reader. Such a reader has to
   * reconnect.
   *
   * @throws DomainError validation_failed if `lastEventId` does not have the form of an event's id
   */
  return function feed(
    userId: string,
    courseId: string,
    { lastEventId, signal, ...place }: FeedOptions,
  ): AsyncGenerator<FeedEvent> {
    const last = lastEventId ? parseEventId(lastEventId) : undefined;
    return follow(deps, { userId, courseId, last, ...place }, signal);
  };
}

async function* follow(
  { read, replies, fanout, listen }: Deps,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  const { userId, courseId } = place;
  const waiting: FeedEvent[] = [];
  let units = 0;
  let isTooSlow = false;
  const following = new Map<string, Follow>();
  /** For each reply of the backlog, the newest attempt to write it; Infinity if the reply had ended. */
  const told = new Map<string, number>();
  /** The events that arrived while the backlog was sent. */
  let early: ReplyEvent[] | undefined = [];
  let wake = Promise.withResolvers<void>();

  function hold(text = ''): boolean {
    units += EVENT_UNITS + text.length;
    isTooSlow ||= units > MAX_WAITING_UNITS;
    if (isTooSlow) following.clear();
    wake.resolve();
    return !isTooSlow;
  }

  function put(event: FeedEvent, text?: string): void {
    if (hold(text)) waiting.push(event);
  }

  function taken(): FeedEvent[] {
    units = 0;
    return waiting.splice(0);
  }

  function say({ replyId, attempt, offset, text }: Delta): void {
    const known = following.get(replyId);
    if (!known || attempt < known.attempt) return;
    const have = attempt > known.attempt ? 0 : known.length;
    // If text before this delta is missing, the next `look` reads it. If the follower has all of this delta already,
    // there is nothing to send.
    if (offset > have || offset + text.length <= have) return;
    const fresh = text.slice(have - offset);
    const length = have + fresh.length;
    following.set(replyId, { attempt, length });
    const id = eventId({ replyId, attempt, offset: length, isEnd: false });
    put({ event: 'reply.delta', id, data: { replyId, attempt, offset: have, text: fresh } }, fresh);
  }

  function end(type: string, data: ToldEnd['data']): void {
    const { replyId, attempt, text } = data;
    say({ replyId, attempt, offset: 0, text });
    following.delete(replyId);
    put({ event: type, id: eventId({ replyId, attempt, offset: text.length, isEnd: true }), data }, text);
  }

  async function look(replyId: string): Promise<void> {
    const { attempt, length } = following.get(replyId) ?? { attempt: 1, length: 0 };
    const part = await replies.resume(replyId, attempt, length).catch(() => undefined);
    if (part) say({ replyId, ...part });
  }

  function take(event: ReplyEvent): void {
    const { replyId, attempt } = event.d;
    const known = told.get(replyId) ?? 0;
    if (known === Infinity) return;
    if (isReplyEnd(event)) return end(event.t, event.d);
    if (attempt <= known) return;
    if (!following.has(replyId)) following.set(replyId, { attempt, length: 0 });
    put({ event: event.t, id: eventId({ replyId, attempt, offset: 0, isEnd: false }), data: event.d });
  }

  const unlisten = await listen(userStream(userId), (envelope) => {
    if (!isReplyEvent(envelope) || envelope.d.courseId !== courseId) return;
    if (!early) take(envelope);
    else if (hold()) early.push(envelope);
  });
  const offDelta = fanout.onDelta((user, delta) => user === userId && say(delta));
  const timer = setInterval(() => {
    for (const replyId of following.keys()) void look(replyId);
  }, LOOK_MS);
  signal.addEventListener('abort', () => wake.resolve());

  try {
    for await (const { reply, follow: has } of backlog(read(), place)) {
      following.set(reply.id, has);
      const ended = await toldEndOf(read(), reply);
      told.set(reply.id, ended ? Infinity : reply.attempt);
      if (ended) end(ended.type, ended.data);
      else await look(reply.id);
      yield* taken();
      if (signal.aborted || isTooSlow) return;
    }
    for (const envelope of early) take(envelope);
    early = undefined;
    while (!signal.aborted) {
      const isLast = isTooSlow;
      yield* taken();
      if (isLast) return;
      await wake.promise;
      wake = Promise.withResolvers();
    }
  } finally {
    clearInterval(timer);
    offDelta();
    unlisten();
  }
}
