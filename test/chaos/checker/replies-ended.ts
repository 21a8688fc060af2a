import type { History, ReplyTruth, Seen } from '../history.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/** For each final state of a reply, the type of the event that announces it. */
const END_OF: Record<string, string> = {
  done: 'reply.completed',
  stopped: 'reply.stopped',
  failed: 'reply.failed',
};
const MAX_ATTEMPTS = 3;

/**
 * Check that every reply ended once. Its attempts must not overlap: no attempt may write after the next one began, as a
 * node that does not know it lost the reply would do [T1, T7]. Training that a message reports must be logged once,
 * however many attempts there were [T8].
 */
export function repliesEnded({ entries, truth }: Pick<History, 'entries' | 'truth'>): Violation[] {
  const events = Map.groupBy(
    [...truth.log.values()].flat().filter(({ reply }) => reply),
    ({ reply }) => reply?.replyId,
  );
  const known = new Set(truth.replies.map(({ id }) => id));
  const lost = entries
    .filter((entry) => entry.kind === 'acked')
    .filter(({ data }) => isReplyId(data) && !known.has(data.replyId))
    .map((entry) => violation('an acked question has no reply', [entry]));
  const doubled = truth.replies
    .filter(({ messageId }) => (truth.autoLogged.get(messageId) ?? 0) > 1)
    .map((reply) => violation(`message ${reply.messageId} was logged more than once`, [reply]));
  return [...lost, ...doubled, ...truth.replies.flatMap((reply) => storyOf(reply, events.get(reply.id) ?? []))];
}

const isReplyId = (data: unknown): data is { replyId: string } =>
  typeof data === 'object' && data !== null && 'replyId' in data;

function storyOf(reply: ReplyTruth, events: Seen[]): Violation[] {
  const found: Violation[] = [];
  const tell = (message: string) => found.push(violation(`reply ${reply.id} ${message}`, [reply, ...events]));
  const end = events.at(-1);
  if (!(reply.state in END_OF)) tell(`is still ${reply.state}`);
  else if (end?.t !== END_OF[reply.state]) tell(`is ${reply.state}, and its last event is ${end?.t ?? 'none'}`);
  else if (end?.reply?.text !== reply.content) tell('ended with another text than its message has');
  if (events.filter(({ t }) => t !== 'reply.started').length > 1) tell('ended more than once');
  let begun = 0;
  for (const { t, reply: told } of events) {
    const attempt = told?.attempt ?? 0;
    const isLate = t === 'reply.started' ? attempt <= begun : attempt < begun;
    if (isLate) tell(`was written to by attempt ${attempt} after attempt ${begun} had begun`);
    if (attempt > MAX_ATTEMPTS) tell(`had an attempt ${attempt}`);
    begun = Math.max(begun, attempt);
  }
  return found;
}

function violation(message: string, context: unknown[]): Violation {
  return { property: 'every reply ended', message, context: context.map((part) => show(part)) };
}
