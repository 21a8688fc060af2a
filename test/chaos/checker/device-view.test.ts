import { describe, expect, it } from 'vitest';
import type { Entry, Seen } from '../history.ts';
import { deviceView } from './device-view.ts';
import { connected, DEVICE, entriesOf, event, got, history, log, STREAM } from './histories.ts';

const logged = log(event(1), event(2), event(3), event(4));
const messages = (entries: Entry[], of = logged) =>
  deviceView(history(entries, { log: of })).map(({ message }) => message);
const reset = (reason: string, head: number) =>
  ({ kind: 'reset', device: DEVICE, connection: 1, stream: STREAM, head, reason }) as const;
const all = (...events: Seen[]) => events.map((seen) => got(seen));

describe('each device received the log', () => {
  it('holds from the head of a first connection, and from the cursor of a later one', () => {
    const first = entriesOf(connected(2), ...all(event(3), event(4)));
    expect(messages(first)).toEqual([]);
    const later = entriesOf(connected(2), ...all(event(3)), connected(4, 3, 2), got(event(4), 2));
    expect(messages(later)).toEqual([]);
  });

  it('is violated by a gap, a duplicate and a wrong order', () => {
    expect(messages(entriesOf(connected(1), ...all(event(2), event(4))))).toEqual([
      `${DEVICE}: ${STREAM} has a gap: 4 after 2`,
    ]);
    expect(messages(entriesOf(connected(2), ...all(event(3), event(3), event(4))))).toEqual([
      `${DEVICE}: ${STREAM} has 3 again, after 3`,
    ]);
    expect(messages(entriesOf(connected(2), ...all(event(4), event(3))))).toEqual([
      `${DEVICE}: ${STREAM} has a gap: 4 after 2`,
    ]);
  });

  it('is violated by a replay that begins before or after the cursor', () => {
    expect(messages(entriesOf(connected(4, 2), ...all(event(2), event(3), event(4))))).toHaveLength(1);
    expect(messages(entriesOf(connected(4, 2), ...all(event(4))))).toHaveLength(1);
  });

  it('is violated by an event that was never committed, or was committed differently', () => {
    expect(messages(entriesOf(connected(4), ...all(event(5))))).toHaveLength(1);
    expect(messages(entriesOf(connected(3), ...all(event(4, { i: 'another' }))))).toHaveLength(1);
    expect(messages(entriesOf(connected(3), ...all(event(4, { digest: 'another' }))))).toHaveLength(1);
  });

  it('is violated by a device that stops before the end of the log', () => {
    expect(messages(entriesOf(connected(1), ...all(event(2), event(3))))).toEqual([
      `${DEVICE}: ${STREAM} ended at 3, the log at 4`,
    ]);
  });

  it('allows only the resets of the protocol', () => {
    expect(messages(entriesOf(connected(2), reset('enrolled', 3), ...all(event(4))))).toEqual([]);
    expect(messages(entriesOf(connected(2), reset('ahead', 3), ...all(event(4))))).toHaveLength(1);
    expect(messages(entriesOf(connected(2), reset('behind', 3), ...all(event(4))))).toHaveLength(1);
  });

  it('is violated by a log with a gap', () => {
    expect(messages([], log(event(1), event(3)))).toEqual([`the log of ${STREAM} has a gap before 3`]);
  });
});
