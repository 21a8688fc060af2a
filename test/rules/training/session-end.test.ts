import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { abandonSession, isOver, moveOf, moveSession, startSession } from '../../../domain/training/rules/session.ts';
import type { SessionMove, SessionRow } from '../../../domain/training/rules/session.ts';

const HOUR = 60;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 5, 18, 0) + minute * 60_000).toISOString();
const started = () =>
  startSession({ id: 's', userId: 'u', courseId: 'c', sessionType: 'practice', zone: 'UTC', startedAt: at(0) });

/**
 * Something that the server processes: a command that was made at `minute`, or a run of the job that ends silent
 * sessions.
 */
type Arrival = { kind: SessionMove['kind']; minute: number } | 'job';

function arrive(arrivals: readonly Arrival[]): SessionRow {
  let session = started();
  for (const arrival of arrivals) {
    if (arrival === 'job') {
      if (!isOver(session)) session = abandonSession(session);
      continue;
    }
    const move = { kind: arrival.kind, at: at(arrival.minute) };
    try {
      // An activity, such as a logged set, can always be added. The other commands may be refused.
      if (move.kind === 'activity') session = moveSession(session, move);
      else session = moveSession(session, moveOf(session, move.kind, move.at, at(100 * HOUR)));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return isOver(session) ? session : abandonSession(session);
}

const endOf = ({ status, completedAt, actualDuration, pausedMs }: SessionRow) => ({
  status,
  completedAt,
  actualDuration,
  pausedMs,
});

/**
 * Compute the result directly from the rule: take all commands in the order of their times, whatever the order of
 * arrival.
 */
function replay(arrivals: readonly Arrival[]) {
  const moves = arrivals
    .filter((arrival) => arrival !== 'job')
    .filter(({ minute }) => minute >= 0)
    .sort((a, b) => a.minute - b.minute || order.indexOf(a.kind) - order.indexOf(b.kind));
  let [last, paused, pausedSince] = [0, 0, -1];
  for (const { kind, minute } of moves) {
    if (minute - last > 4 * HOUR) break;
    last = minute;
    if (kind === 'pause' && pausedSince < 0) pausedSince = minute;
    if (kind === 'resume' || kind === 'complete') {
      if (pausedSince >= 0) paused += minute - pausedSince;
      pausedSince = -1;
    }
    if (kind === 'complete') return { status: 'completed', ...times(last, paused) };
  }
  return { status: 'abandoned', ...times(last, paused + (pausedSince < 0 ? 0 : last - pausedSince)) };
}
const order = ['activity', 'pause', 'resume', 'complete'];
const times = (last: number, paused: number) => ({
  completedAt: at(last),
  actualDuration: last - paused,
  pausedMs: paused * 60_000,
});

describe('[SE4] how a session ends', () => {
  const kinds = fc.constantFrom<SessionMove['kind']>('activity', 'activity', 'activity', 'pause', 'resume', 'complete');
  // All times are multiples of half an hour, so that equal times and gaps of exactly four hours are frequent.
  const moves = fc.record({ kind: kinds, minute: fc.integer({ min: -2, max: 40 }).map((half) => half * 30) });
  const arrivals = fc.array(fc.oneof({ weight: 8, arbitrary: moves }, fc.constant('job' as const)), { maxLength: 14 });
  const shuffled = arrivals.chain((list) =>
    fc.record({ list: fc.constant(list), other: fc.shuffledSubarray(list, { minLength: list.length }) }),
  );

  it('does not depend on the order of arrival, or on when the job ran', () => {
    fc.assert(
      fc.property(shuffled, ({ list, other }) => {
        expect(endOf(arrive(other))).toEqual(endOf(arrive(list)));
      }),
      { numRuns: 2_000 },
    );
  });
  it('follows from all moves in the order of their times', () => {
    fc.assert(
      fc.property(arrivals, (list) => {
        expect(endOf(arrive(list))).toEqual(replay(list));
      }),
      { numRuns: 2_000 },
    );
  });
  it('stores few moves, however many sets are logged', () => {
    const sets = Array.from({ length: 500 }, (_, minute): Arrival => ({ kind: 'activity', minute }));
    expect(arrive(sets).moves.length).toBeLessThan(8);
  });

  it.each<[string, Arrival[], object]>([
    [
      'a completion that comes after the job, within four hours of the last activity, completes it',
      ['job', { kind: 'complete', minute: 60 }],
      { status: 'completed', completedAt: at(60), actualDuration: 60 },
    ],
    [
      'a later one ends it at its last activity',
      [
        { kind: 'activity', minute: 20 },
        { kind: 'complete', minute: 20 + 4 * HOUR + 1 },
      ],
      { status: 'abandoned', completedAt: at(20), actualDuration: 20 },
    ],
    [
      'an activity between them makes that one count after all',
      [{ kind: 'complete', minute: 6 * HOUR }, 'job', { kind: 'activity', minute: 3 * HOUR }],
      { status: 'completed', completedAt: at(6 * HOUR) },
    ],
    [
      'a pause that comes after the end is no time of the session',
      [
        { kind: 'complete', minute: 60 },
        { kind: 'pause', minute: 10 },
        { kind: 'resume', minute: 25 },
      ],
      { status: 'completed', actualDuration: 45, pausedMs: 900_000 },
    ],
    [
      'of two completions the earlier one ends it',
      [
        { kind: 'complete', minute: 60 },
        { kind: 'complete', minute: 50 },
      ],
      { completedAt: at(50) },
    ],
  ])('%s', (_, list, end) => {
    expect(arrive(list)).toMatchObject(end);
  });
  it('[SE3] activity that arrives late moves the end and reopens nothing', () => {
    const abandoned = abandonSession(started());
    const healed = moveSession(abandoned, { kind: 'activity', at: at(90) });
    expect(healed).toMatchObject({ status: 'abandoned', completedAt: at(90), actualDuration: 90 });
    expect(moveSession(healed, { kind: 'activity', at: at(90 + 4 * HOUR + 1) })).toMatchObject({ completedAt: at(90) });
  });
});
