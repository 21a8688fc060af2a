import type { DurableEventName, Envelope } from '../contract/index.ts';

const ENDS = ['reply.completed', 'reply.stopped', 'reply.failed'] as const satisfies readonly DurableEventName[];

export type ReplyEndName = (typeof ENDS)[number];
type ReplyEnd = Extract<Envelope, { t: ReplyEndName }>;

/** Whether an event tells that a reply has ended. */
export function isReplyEnd(envelope: Envelope): envelope is ReplyEnd {
  return (ENDS as readonly string[]).includes(envelope.t);
}

/** Whether an event is about a reply, from its start to its end. */
export function isReplyEvent(envelope: Envelope): envelope is ReplyEnd | Extract<Envelope, { t: 'reply.started' }> {
  return envelope.t === 'reply.started' || isReplyEnd(envelope);
}
