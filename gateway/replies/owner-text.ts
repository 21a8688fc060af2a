import { randomUUID } from 'node:crypto';
import type { Bus } from '../bus/bus.ts';
import { parseMessage } from '../bus/message.ts';
import type { Runner } from './runner.ts';

/** The channel names. Each node subscribes to `<channel>:<its own node id>`. */
const ASK_CHANNEL = 'reply.ask';
const ANSWER_CHANNEL = 'reply.answer';
/**
 * The longest wait for the owner's answer. It is longer than the time after which sent text is in the copy, so a caller
 * that gets no answer can read the copy instead.
 */
const ANSWER_MS = 150;

/** The text of an attempt from `offset` UTF-16 units on, as sent so far. */
export interface OwnText {
  attempt: number;
  offset: number;
  text: string;
}

interface Question {
  ask: string;
  from: string;
  id: string;
  attempt: number;
  offset: number;
}

interface Answer {
  ask: string;
  part?: OwnText;
}

interface Options {
  nodeId: string;
  bus: Bus;
  runner: Pick<Runner, 'running'>;
}

/**
 * Ask the owner of a reply for its text [T3]. The bus keeps the order of messages between two nodes: the owner reads the
 * question after the announcement of the device that asks [T2], so the device gets each delta after the answer.
 */
export async function openOwnerText({ nodeId, bus, runner }: Options) {
  const waiting = new Map<string, (part?: OwnText) => void>();

  const unsubscribers = await Promise.all([
    bus.subscribe(`${ASK_CHANNEL}:${nodeId}`, (payload) => {
      const question = parseMessage<Question | null>(payload);
      if (!question) return;
      const { ask, from, id, attempt, offset } = question;
      const mine = runner.running(id);
      const answer: Answer = { ask, part: mine && partOf(mine.attempt, mine.sent, attempt, offset) };
      bus.publish(`${ANSWER_CHANNEL}:${from}`, JSON.stringify(answer));
    }),
    bus.subscribe(`${ANSWER_CHANNEL}:${nodeId}`, (payload) => {
      const answer = parseMessage<Answer | null>(payload);
      if (answer) waiting.get(answer.ask)?.(answer.part);
    }),
  ]);

  return {
    /** Return the text that the owner has sent, or undefined if it does not write the reply or does not answer. */
    async ask(owner: string, id: string, attempt: number, offset: number): Promise<OwnText | undefined> {
      if (bus.state() === 'down') return undefined;
      const { promise, resolve } = Promise.withResolvers<OwnText | undefined>();
      const question: Question = { ask: randomUUID(), from: nodeId, id, attempt, offset };
      waiting.set(question.ask, resolve);
      const timer = setTimeout(resolve, ANSWER_MS);
      bus.publish(`${ASK_CHANNEL}:${owner}`, JSON.stringify(question));
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(question.ask);
      }
    },
    close() {
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
  };
}

/**
 * Return the part of the text that the device does not have yet. If the device has text of another attempt to write the
 * reply, return the whole text.
 */
export function partOf(attempt: number, text: string, has: number, offset: number): OwnText {
  const from = has === attempt && offset <= text.length ? offset : 0;
  return { attempt, offset: from, text: text.slice(from) };
}
