import { describe, expect, it } from 'vitest';
import { ackedOnce } from './acked-once.ts';
import { acked, entriesOf, event, history, log, refused, sent } from './histories.ts';
import { queueOrder } from './queue-order.ts';
import { unackedAtMostOnce } from './unacked-at-most-once.ts';

const saved = (q: number) => event(q, { op: 'op1' });
const once = { log: log(saved(1)), marks: new Map([['op1', 1]]) };
const twice = { log: log(saved(1), saved(2)), marks: new Map([['op1', 2]]) };

describe('every acked command applied once', () => {
  const stored = [sent('op1', 'memory.store'), acked('op1', { id: 'm1' })] as const;

  it('holds for one event and one row, however often it is acked', () => {
    expect(ackedOnce(history(entriesOf(...stored, acked('op1', { id: 'm1' })), once))).toEqual([]);
  });

  it('is violated by a missing effect and by a doubled effect', () => {
    expect(ackedOnce(history(entriesOf(...stored)))).toHaveLength(2);
    expect(ackedOnce(history(entriesOf(...stored), twice))).toHaveLength(2);
  });

  it('is violated by a different answer to the same opId', () => {
    const found = ackedOnce(history(entriesOf(...stored, acked('op1', { id: 'm2' })), once));
    expect(found).toMatchObject([{ message: 'memory.store op1 was answered in two ways' }]);
    expect(found[0]?.context).toHaveLength(4);
  });

  it('accepts that an edit or deletion of a deleted entry changes nothing, and nothing more [M4]', () => {
    const edited = entriesOf(sent('op1', 'progress.update', 'entry1'), acked('op1'));
    const deleted = (about: string) => ({ log: log(event(1, { t: 'progress.deleted', about })) });
    expect(ackedOnce(history(edited, deleted('entry1')))).toEqual([]);
    expect(ackedOnce(history(edited, deleted('entry2')))).toHaveLength(1);
    const gone = entriesOf(sent('op1', 'progress.delete', 'entry1'), acked('op1'));
    expect(ackedOnce(history(gone, deleted('entry1')))).toEqual([]);
    expect(ackedOnce(history(gone, deleted('entry2')))).toHaveLength(1);
  });

  it('accepts that the log reports a deleted thing as deleted [ER1]', () => {
    const logged = entriesOf(sent('op1', 'progress.log'), acked('op1', { id: 'e1' }), acked('op1', { redacted: true }));
    const erased = { log: log(event(1, { t: 'progress.deleted', op: 'op1' })), marks: new Map([['op1', 1]]) };
    expect(ackedOnce(history(logged, erased))).toEqual([]);
    expect(ackedOnce(history(logged, { marks: new Map([['op1', 1]]) }))).toHaveLength(1);
  });

  it('accepts that joining a session changes nothing', () => {
    const joined = entriesOf(sent('op1', 'session.start'), acked('op1', { joined: true }));
    expect(ackedOnce(history(joined))).toEqual([]);
    const started = entriesOf(sent('op1', 'session.start'), acked('op1', { joined: false }));
    expect(ackedOnce(history(started))).toHaveLength(1);
  });
});

describe('the queue keeps its order', () => {
  const queued = entriesOf(
    sent('op1', 'progress.log', undefined, true),
    sent('op2', 'progress.log', undefined, true),
    sent('op3', 'progress.log'),
  );
  const inLog = (...ops: string[]) =>
    queueOrder(history(queued, { log: log(...ops.map((op, index) => event(index + 1, { op }))) }));

  it('holds if commands are in the order of the queue, with others between them', () => {
    expect(inLog('op3', 'op1', 'op2')).toEqual([]);
    expect(inLog('op2')).toEqual([]);
  });

  it('is violated by a command that overtook another', () => {
    expect(inLog('op2', 'op1')).toHaveLength(1);
  });
});

describe('no unacked command was applied twice', () => {
  const unacked = entriesOf(sent('op1', 'memory.store'), refused('op1'));

  it('holds for a command that was applied once, and for a command that was not applied', () => {
    expect(unackedAtMostOnce(history(unacked, once))).toEqual([]);
    expect(unackedAtMostOnce(history(unacked))).toEqual([]);
  });

  it('is violated by two effects, and by half an effect', () => {
    expect(unackedAtMostOnce(history(unacked, twice))).toHaveLength(1);
    expect(unackedAtMostOnce(history(unacked, { marks: new Map([['op1', 1]]) }))).toHaveLength(1);
  });

  it('leaves acked commands to the other property', () => {
    expect(unackedAtMostOnce(history(entriesOf(sent('op1', 'memory.store'), acked('op1')), twice))).toEqual([]);
  });
});
