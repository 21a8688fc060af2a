import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import {
  abandonAt,
  abandonSession,
  atRiskAt,
  moveOf,
  moveSession,
  restSession,
  startSession,
  updateSession,
} from '../../../domain/training/rules/session.ts';
import type { SessionMove, SessionRow } from '../../../domain/training/rules/session.ts';

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
/** Apply a command that arrives in the minute in which it was made. */
const now = (session: SessionRow, kind: SessionMove['kind'], minute: number) =>
  moveSession(session, moveOf(session, kind, undefined, at(minute)));
/** Apply a command that was made at this minute and arrives a day later. */
const late = (session: SessionRow, kind: SessionMove['kind'], minute: number) =>
  moveSession(session, moveOf(session, kind, at(minute), at(minute + 1_440)));

describe('[SE1] states', () => {
  it('actualDuration excludes pauses', () => {
    const paused = now(started(), 'pause', 10);
    expect(paused).toMatchObject({ status: 'paused', pausedAt: at(10) });
    const resumed = now(paused, 'resume', 25);
    expect(resumed).toMatchObject({ status: 'active', pausedAt: undefined, pausedMs: 900_000 });
    expect(now(resumed, 'complete', 45)).toMatchObject({
      status: 'completed',
      actualDuration: 30,
      completedAt: at(45),
    });
  });
  it('a session that is completed while paused ends with the pause', () => {
    expect(now(now(started(), 'pause', 10), 'complete', 40)).toMatchObject({
      actualDuration: 10,
      pausedAt: undefined,
    });
  });
  const done = now(started(), 'complete', 5);
  it.each<[string, string, () => SessionRow]>([
    ['pause paused', 'paused', () => now(now(started(), 'pause', 1), 'pause', 2)],
    ['resume active', 'active', () => now(started(), 'resume', 1)],
    ['pause completed', 'completed', () => now(done, 'pause', 6)],
    ['resume completed', 'completed', () => now(done, 'resume', 6)],
    ['complete completed', 'completed', () => now(done, 'complete', 6)],
    ['change completed', 'completed', () => now(done, 'activity', 6)],
    ['change abandoned', 'abandoned', () => now(abandonSession(started()), 'activity', 6)],
    ['pause after four silent hours', 'abandoned', () => now(started(), 'pause', 241)],
    ['pause completed, made after its end', 'completed', () => late(done, 'pause', 6)],
    ['complete completed, made after its end', 'completed', () => late(done, 'complete', 6)],
    ['pause, made before the start', 'active', () => late(started(), 'pause', -1)],
  ])('%s is a conflict that names the state', (_, state, move) => {
    expect(move).toThrow(DomainError);
    expect(move).toThrow(expect.objectContaining({ code: 'conflict', details: { state } }));
  });
  it('a command of now comes after all known moves, even if another node’s clock is ahead', () => {
    const resumed = now(now(started(), 'pause', 10), 'resume', 5);
    expect(resumed).toMatchObject({ status: 'active', pausedMs: 0 });
    const paused = now(resumed, 'pause', 5);
    expect(paused).toMatchObject({ status: 'paused' });
    expect(now(paused, 'complete', 5)).toMatchObject({ status: 'completed', actualDuration: 10 });
  });
});

describe('session.update', () => {
  it('sets, keeps and clears', () => {
    const updated = updateSession(started(), { current: { exercise: 'squat', set: 2 }, notes: 'light' });
    expect(updated).toMatchObject({ current: { exercise: 'squat', set: 2 }, notes: 'light' });
    expect(updateSession(updated, { plannedDuration: 30 })).toMatchObject({ notes: 'light', plannedDuration: 30 });
    expect(updateSession(updated, { current: null, notes: null })).toMatchObject({
      current: undefined,
      notes: undefined,
    });
  });
});

describe('[PR7] the rest timer is one absolute deadline', () => {
  it('set replaces, extend moves, zero cancels', () => {
    const resting = restSession(started(), at(1), 90, 'set');
    expect(resting.rest).toEqual({ startedAt: at(1), endsAt: at(2.5) });
    expect(restSession(resting, at(2), 30, 'extend').rest).toEqual({ startedAt: at(1), endsAt: at(3) });
    expect(restSession(resting, at(2), 60, 'set').rest).toEqual({ startedAt: at(2), endsAt: at(3) });
    expect(restSession(resting, at(2), 0, 'set').rest).toBeUndefined();
  });
  it('extending a timer that is over starts another one', () => {
    const over = restSession(started(), at(1), 30, 'set');
    expect(restSession(over, at(5), 60, 'extend').rest).toEqual({ startedAt: at(5), endsAt: at(6) });
  });
  it('ends with the session, and can’t begin after the end', () => {
    const done = now(restSession(started(), at(1), 90, 'set'), 'complete', 2);
    expect(done.rest).toBeUndefined();
    expect(restSession(done, at(1), 90, 'set').rest).toBeUndefined();
  });
});

describe('[SE3] a session without activity', () => {
  it('is at risk after twice the planned time, at least an hour, and abandoned after four hours', () => {
    const session = now(started(45), 'activity', 20);
    expect(atRiskAt(session).toISOString()).toBe(at(110));
    expect(atRiskAt(started(10)).toISOString()).toBe(at(60));
    expect(abandonAt(session).toISOString()).toBe(at(260));
  });
  it('ends at its last activity when it is abandoned', () => {
    expect(abandonSession(now(started(), 'activity', 20))).toMatchObject({
      status: 'abandoned',
      completedAt: at(20),
      actualDuration: 20,
    });
  });
});
