import { describe, expect, it } from 'vitest';
import type { Entry } from '../history.ts';
import {
  acked,
  completed,
  connected,
  delta,
  DEVICE,
  entriesOf,
  got,
  history,
  log,
  reply,
  sent,
  started,
} from './histories.ts';
import { repliesEnded } from './replies-ended.ts';
import { replyText } from './reply-text.ts';

describe('every reply ended', () => {
  const messages = (more: Parameters<typeof history>[1]) =>
    repliesEnded(history([], more)).map(({ message }) => message);

  it('holds for a reply that took two attempts', () => {
    expect(messages({ replies: [reply()], log: log(started(1), started(2, 2), completed(3, 2)) })).toEqual([]);
  });

  it('is violated by a reply that still runs, and by a reply without an end event', () => {
    expect(messages({ replies: [reply({ state: 'running' })], log: log(started(1)) })).toHaveLength(1);
    expect(messages({ replies: [reply()], log: log(started(1)) })).toHaveLength(1);
  });

  it('is violated by two ends, and by a zombie that writes after the next attempt began', () => {
    expect(messages({ replies: [reply()], log: log(started(1), completed(2), completed(3)) })).toHaveLength(1);
    expect(messages({ replies: [reply()], log: log(started(1), started(2, 2), completed(3, 1)) })).toHaveLength(1);
  });

  it('is violated by a message with another text, a lost reply, and an act that was logged twice', () => {
    const told = log(started(1), completed(2));
    expect(messages({ replies: [reply({ content: 'hi' })], log: told })).toHaveLength(1);
    expect(messages({ replies: [reply()], log: told, autoLogged: new Map([['message1', 2]]) })).toHaveLength(1);
    const asked = entriesOf(sent('op1', 'chat.send'), acked('op1', { messageId: 'message1', replyId: 'reply1' }));
    expect(repliesEnded(history(asked))).toHaveLength(1);
  });
});

describe('deltas equal the text', () => {
  const messages = (entries: Entry[]) => replyText(history(entries)).map(({ message }) => message);
  const [begin, end] = [got(started(1)), got(completed(2))];

  it('holds for overlapping deltas, and for an attempt that started again', () => {
    expect(messages(entriesOf(begin, delta(1, 0, 'hello '), delta(1, 3, 'lo you'), end))).toEqual([]);
    const second = [delta(1, 0, 'hey'), got(started(2, 2)), delta(2, 0, 'hello you'), got(completed(3, 2))];
    expect(messages(entriesOf(begin, ...second))).toEqual([]);
  });

  it('is violated by a delta with another text', () => {
    expect(messages(entriesOf(begin, delta(1, 0, 'hullo you'), end))).toHaveLength(1);
    expect(messages(entriesOf(begin, delta(1, 0, 'hello you'), delta(1, 4, 'p'), end))).toHaveLength(1);
  });

  it('is violated by a delta after the end, but not by a late answer to chat.resume', () => {
    const whole = [begin, delta(1, 0, 'hello you'), end];
    expect(messages(entriesOf(...whole, delta(1, 0, 'hello you')))).toHaveLength(1);
    expect(messages(entriesOf(...whole, delta(1, 0, 'hello you', true)))).toEqual([]);
  });

  it('requires the whole text only if no fault was near and the attempt was seen from its start', () => {
    const part = [begin, delta(1, 0, 'hello'), end];
    expect(messages(entriesOf(...part))).toHaveLength(1);
    expect(messages(entriesOf({ kind: 'fault', name: 'f', target: 't', phase: 'begin' }, ...part))).toEqual([]);
    expect(messages(entriesOf(begin, connected(1, 1, 2), got(completed(2), 2)))).toEqual([]);
  });

  it('is violated by an SDK that assembled another text', () => {
    const assembled = { kind: 'assembled', device: DEVICE, replyId: 'reply1', text: 'hell', told: 'hello' } as const;
    expect(messages(entriesOf(assembled))).toHaveLength(1);
  });
});
