import type { Envelope } from '../../../domain/contract/index.ts';
import type { Random } from '../random.ts';

export interface Command {
  operation: string;
  input: object;
}

/** What a device knows about its user from the events that it received. */
export interface Knowledge {
  courseId: string;
  /** The ids of the user's training entries, newest last. */
  entries: string[];
  session: { id: string; status: string } | undefined;
  openReplies: Set<string>;
  /** The ids of the latest messages of the user, and of the latest replies of the tutor. */
  messages: string[];
  replies: string[];
}

const ENTRIES_KNOWN = 30;
const TURNS_KNOWN = 5;
/**
 * A device sends no message while this many replies are running, because the message would only wait in the tutor's
 * queue.
 */
const REPLIES_AT_ONCE = 2;
const EXERCISES = ['squat', 'bench press', 'deadlift', 'barbell row'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
const DAY_MS = 86_400_000;

export function learn(knowledge: Knowledge, { t, d }: Envelope): void {
  const data = d as unknown as { id: string; status: string; replyId: string };
  if (t === 'progress.logged') {
    knowledge.entries.push(data.id);
    if (knowledge.entries.length > ENTRIES_KNOWN) knowledge.entries.shift();
  } else if (t === 'progress.deleted') knowledge.entries = knowledge.entries.filter((id) => id !== data.id);
  else if (t === 'reply.started') knowledge.openReplies.add(data.replyId);
  else if (t.startsWith('reply.')) {
    knowledge.openReplies.delete(data.replyId);
    knowledge.replies = [...knowledge.replies, data.replyId].slice(-TURNS_KNOWN);
  } else if (t === 'message.created' || t === 'message.edited')
    knowledge.messages = [...knowledge.messages, data.id].slice(-TURNS_KNOWN);
  else if (t.startsWith('session.') && data.status) {
    const { id, status } = data;
    knowledge.session = status === 'completed' || status === 'abandoned' ? undefined : { id, status };
  }
}

interface Situation {
  random: Random;
  knowledge: Knowledge;
  /** How far this device's clock is ahead of the true time, in milliseconds. */
  skewMs: number;
  /** A unique text that the command stores in the row which it creates. Later the rows that contain it are counted. */
  mark: string;
}

/** Choose the next command that the user sends from this device. */
export function choose(situation: Situation): Command {
  const { random, knowledge, mark } = situation;
  const { courseId, session, openReplies, entries, messages, replies } = knowledge;
  const draw = random.next();
  if (draw < 0.4 || entries.length === 0) return log(situation);
  if (draw < 0.52) return revise(situation, random.pick(entries));
  if (draw < 0.58) return { operation: 'progress.delete', input: { progressId: random.pick(entries) } };
  if (draw < 0.68) {
    const value = { said: random.whole(1, 1_000) };
    return { operation: 'memory.store', input: { memoryType: 'fact', key: mark, value } };
  }
  if (draw < 0.71) return { operation: 'course.update', input: { courseId, title: `Strength, ${mark}` } };
  if (draw < 0.86) return session ? move(situation, session) : start(situation);
  const [running] = openReplies;
  if (running && draw > 0.97) return { operation: 'chat.stop', input: { replyId: running } };
  if (openReplies.size >= REPLIES_AT_ONCE) return log(situation);
  if (messages.length > 0 && draw > 0.955)
    return { operation: 'chat.edit', input: { messageId: random.pick(messages), message: wordsOf(situation) } };
  if (replies.length > 0 && draw > 0.945)
    return { operation: 'chat.regenerate', input: { replyId: random.pick(replies) } };
  return say(situation);
}

function when({ random, skewMs }: Situation, daysBack: number): string {
  return new Date(Date.now() + skewMs - random.next() * daysBack * DAY_MS).toISOString();
}

function setsOf({ random }: Situation) {
  if (random.chance(0.2)) {
    const seconds = { value: random.whole(1_200, 2_400), unit: 's' };
    return { exercise: 'running', sets: [{ distance: { value: 5, unit: 'km' }, duration: seconds }] };
  }
  const kg = 40 + 2.5 * random.whole(0, 40);
  return {
    exercise: random.pick(EXERCISES),
    sets: [{ weight: { value: kg, unit: 'kg' }, reps: random.whole(1, 12) }],
  };
}

function log(situation: Situation): Command {
  const { random, knowledge, mark } = situation;
  const { courseId, session } = knowledge;
  const daysBack = random.chance(0.2) ? 20 : 0;
  const common = {
    courseId,
    ...(session && random.chance(0.5) && { sessionId: session.id }),
    notes: mark,
    occurredAt: when(situation, daysBack),
    zone: random.pick(ZONES),
  };
  const reading = random.chance(0.15);
  const what = reading
    ? { activityType: 'reading', data: { minutes: random.whole(1, 90) } }
    : { activityType: 'exercise', data: setsOf(situation) };
  return { operation: 'progress.log', input: { ...common, ...what } };
}

function revise(situation: Situation, progressId: string): Command {
  return {
    operation: 'progress.update',
    input: { progressId, occurredAt: when(situation, 10), editedAt: when(situation, 0.1) },
  };
}

function start(situation: Situation): Command {
  const { courseId } = situation.knowledge;
  return { operation: 'session.start', input: { courseId, sessionType: 'practice', occurredAt: when(situation, 0) } };
}

function move(situation: Situation, { id: sessionId, status }: NonNullable<Knowledge['session']>): Command {
  const { random } = situation;
  const input = { sessionId, occurredAt: when(situation, 0) };
  const next = random.pick([status === 'paused' ? 'resume' : 'pause', 'update', 'rest', 'rest', 'complete']);
  if (next === 'update')
    return { operation: 'session.update', input: { ...input, current: { exercise: random.pick(EXERCISES) } } };
  if (next === 'rest')
    return { operation: 'session.rest', input: { ...input, seconds: random.pick([0, 60, 90, 180]) } };
  return { operation: `session.${next}`, input };
}

function wordsOf({ random, mark }: Situation): string {
  const did = `did ${random.pick(EXERCISES)} 3x${random.whole(3, 12)} at ${40 + 5 * random.whole(0, 20)} kg`;
  return `${random.chance(0.5) ? did : 'what should I do next?'} (${mark})`;
}

function say(situation: Situation): Command {
  const { random, knowledge } = situation;
  const message = wordsOf(situation);
  const whileBusy = random.pick(['enqueue', 'enqueue', 'interrupt', 'reject']);
  return { operation: 'chat.send', input: { courseId: knowledge.courseId, message, whileBusy } };
}
