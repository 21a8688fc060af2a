import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import type { Session } from '../../../domain/training/contract/session.ts';
import {
  abandonAt,
  abandonSession,
  atRiskAt,
  completeSession,
  pauseSession,
  restSession,
  resumeSession,
  startSession,
  touchSession,
  updateSession,
} from '../../../domain/training/rules/session.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 5, 10, 0) + minute * 60_000).toISOString();
const started = (plannedDuration?: number) =>
  startSession({
    id: 's',
    userId: 'u',
    courseId: 'c',
    sessionType: 'practice',
    zone: 'UTC',
    startedAt: at(0),
    plannedDuration,
  });

describe('[SE1] states', () => {
  it('actualDuration excludes pauses', () => {
    const paused = pauseSession(started(), at(10));
    expect(paused).toMatchObject({ status: 'paused', pausedAt: at(10) });
    const resumed = resumeSession(paused, at(25));
    expect(resumed).toMatchObject({ status: 'active', pausedAt: undefined, pausedMs: 900_000 });
    expect(completeSession(resumed, at(45))).toMatchObject({
      status: 'completed',
      actualDuration: 30,
      completedAt: at(45),
    });
  });
  it('completed while paused ends with the pause', () => {
    expect(completeSession(pauseSession(started(), at(10)), at(40))).toMatchObject({
      actualDuration: 10,
      pausedAt: undefined,
    });
  });
  const done = completeSession(started(), at(5));
  it.each<[string, string, () => Session]>([
    ['pause paused', 'paused', () => pauseSession(pauseSession(started(), at(1)), at(2))],
    ['resume active', 'active', () => resumeSession(started(), at(1))],
    ['pause completed', 'completed', () => pauseSession(done, at(6))],
    ['resume completed', 'completed', () => resumeSession(done, at(6))],
    ['complete completed', 'completed', () => completeSession(done, at(6))],
    ['abandon completed', 'completed', () => abandonSession(done)],
    ['update completed', 'completed', () => updateSession(done, at(6), { notes: 'late' })],
    ['rest abandoned', 'abandoned', () => restSession(abandonSession(started()), at(6), 60, 'set')],
  ])('%s is a conflict that names the state', (_, state, move) => {
    expect(move).toThrow(DomainError);
    expect(move).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining(state), details: { state } }),
    );
  });
  it('times out of order are clamped', () => {
    const paused = pauseSession(started(), at(-30));
    expect(paused.pausedAt).toBe(at(0));
    expect(completeSession(resumeSession(pauseSession(started(), at(10)), at(5)), at(1))).toMatchObject({
      actualDuration: 10,
    });
  });
  it('time spent is never negative and never above the time passed', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom('pause', 'resume', 'touch'), fc.integer({ min: -20, max: 200 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(moves, fc.integer({ min: -20, max: 300 }), (list, end) => {
        let session = started();
        for (const [move, minute] of list) {
          if (move === 'touch') session = touchSession(session, at(minute));
          else if (move === 'pause' && session.status === 'active') session = pauseSession(session, at(minute));
          else if (move === 'resume' && session.status === 'paused') session = resumeSession(session, at(minute));
        }
        const { actualDuration = -1, completedAt = '', startedAt } = completeSession(session, at(end));
        const passed = (Date.parse(completedAt) - Date.parse(startedAt)) / 60_000;
        expect(actualDuration).toBeGreaterThanOrEqual(0);
        expect(actualDuration).toBeLessThanOrEqual(passed);
      }),
    );
  });
});

describe('session.update', () => {
  it('sets, keeps and clears', () => {
    const updated = updateSession(started(), at(1), { current: { exercise: 'squat', set: 2 }, notes: 'light' });
    expect(updated).toMatchObject({ current: { exercise: 'squat', set: 2 }, notes: 'light', lastActivityAt: at(1) });
    expect(updateSession(updated, at(2), { plannedDuration: 30 })).toMatchObject({
      notes: 'light',
      plannedDuration: 30,
    });
    expect(updateSession(updated, at(2), { current: null, notes: null })).toMatchObject({
      current: undefined,
      notes: undefined,
    });
  });
});

describe('[PR7] rest is one absolute deadline', () => {
  it('set replaces, extend moves, zero cancels', () => {
    const resting = restSession(started(), at(1), 90, 'set');
    expect(resting.rest).toEqual({ startedAt: at(1), endsAt: at(2.5) });
    expect(restSession(resting, at(2), 30, 'extend').rest).toEqual({ startedAt: at(1), endsAt: at(3) });
    expect(restSession(resting, at(2), 60, 'set').rest).toEqual({ startedAt: at(2), endsAt: at(3) });
    expect(restSession(resting, at(2), 0, 'set').rest).toBeUndefined();
  });
  it('extending one that is over starts another', () => {
    const over = restSession(started(), at(1), 30, 'set');
    expect(restSession(over, at(5), 60, 'extend').rest).toEqual({ startedAt: at(5), endsAt: at(6) });
  });
  it('ends with the session', () => {
    expect(completeSession(restSession(started(), at(1), 90, 'set'), at(2)).rest).toBeUndefined();
  });
});

describe('[SE3] silence', () => {
  it('is at risk after twice the planned time, at least an hour, and abandoned after four hours', () => {
    const session = touchSession(started(45), at(20));
    expect(atRiskAt(session).toISOString()).toBe(at(110));
    expect(atRiskAt(started(10)).toISOString()).toBe(at(60));
    expect(abandonAt(session).toISOString()).toBe(at(260));
  });
  it('an abandoned one ends at its last activity', () => {
    expect(abandonSession(touchSession(started(), at(20)))).toMatchObject({
      status: 'abandoned',
      completedAt: at(20),
      actualDuration: 20,
    });
  });
});
