import { z } from 'zod';
import {
  ClientId,
  exampleAt,
  exampleId,
  examplePage,
  Id,
  Instant,
  paged,
  PageQuery,
  sortBy,
  text,
  Zone,
} from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { Quantity } from './quantity.ts';
import { Reason } from './reason.ts';
import { Record } from './record.ts';
import { Streak } from './streak.ts';

export const SessionType = z.enum(['practice', 'study', 'quiz', 'review']);
export const SessionStatus = z.enum(['active', 'paused', 'completed', 'abandoned']);
export type SessionStatus = z.output<typeof SessionStatus>;

/** What the learner is doing now: an exercise with the target of the current set, or a module. */
export const Current = z.strictObject({
  exercise: text(100).optional(),
  moduleId: Id.optional(),
  set: z.int().min(1).max(100).optional(),
  weight: Quantity.optional(),
  reps: z.int().min(0).max(10_000).optional(),
});
export type Current = z.output<typeof Current>;

/**
 * The rest timer between two sets. It stores the absolute time of its end, so every device computes the remaining time
 * itself [PR7].
 */
export const Rest = z.object({ startedAt: Instant, endsAt: Instant });
export type Rest = z.output<typeof Rest>;

export const SessionSummary = z.object({
  /** The total of weight × reps in kg. */
  volume: z.number(),
  sets: z.int(),
  reps: z.int(),
  entries: z.int(),
  /** The duration in minutes, without pauses. */
  minutes: z.number(),
  /** The records of the session. An event holds at most the first 20; `session.get` returns all [S7]. */
  records: z.array(Record),
  streak: Streak.optional(),
  text: z.string(),
});
export type SessionSummary = z.output<typeof SessionSummary>;

export const Session = z.object({
  id: Id,
  userId: Id,
  courseId: Id,
  sessionType: SessionType,
  status: SessionStatus,
  /** The planned duration in minutes. */
  plannedDuration: z.int().optional(),
  /** The actual duration in minutes, without pauses [SE1]. */
  actualDuration: z.number().optional(),
  current: Current.optional(),
  notes: z.string().optional(),
  rest: Rest.optional(),
  zone: z.string(),
  startedAt: Instant,
  pausedAt: Instant.optional(),
  /** The total duration of the pauses that have ended, in milliseconds. */
  pausedMs: z.int(),
  completedAt: Instant.optional(),
  lastActivityAt: Instant,
  summary: SessionSummary.optional(),
});
export type Session = z.output<typeof Session>;

const id = { sessionId: Id };
/**
 * The time of the change on the device, and the device's time zone. Without `occurredAt` the time on the server counts.
 */
const when = { occurredAt: Instant.optional(), zone: Zone.optional() };

const exampleSession = {
  id: exampleId,
  userId: exampleId,
  courseId: exampleId,
  sessionType: 'practice' as const,
  status: 'active' as const,
  plannedDuration: 60,
  zone: 'Europe/Berlin',
  startedAt: exampleAt,
  pausedMs: 0,
  lastActivityAt: exampleAt,
};
const moved = (status: SessionStatus) => ({ input: { sessionId: exampleId }, output: { ...exampleSession, status } });
const move = {
  access: 'user',
  limits: ['live'],
  writes: true,
  offline: true,
  errors: ['not_found', 'conflict'],
} as const;

export const sessionOperations = {
  'session.start': operation({
    summary: 'Start a live session. If the user has a running session already, join it instead [SE2].',
    rest: { method: 'POST', path: '/sessions', status: 201 },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    input: z.strictObject({
      id: ClientId.optional(),
      courseId: Id,
      sessionType: SessionType,
      plannedDuration: z.int().min(1).max(1_440).optional(),
      ...when,
    }),
    output: Session.extend({ joined: z.boolean() }),
    errors: ['not_found', 'already_exists', 'forbidden'],
    example: {
      input: { courseId: exampleId, sessionType: 'practice', plannedDuration: 60 },
      output: { ...exampleSession, joined: false },
    },
  }),
  'session.get': operation({
    summary: 'One session.',
    rest: { method: 'GET', path: '/sessions/:sessionId' },
    access: 'user',
    limits: ['live'],
    input: z.strictObject(id),
    output: Session,
    errors: ['not_found'],
    example: moved('active'),
  }),
  'session.active': operation({
    summary: 'The running session, or null.',
    rest: { method: 'GET', path: '/sessions/active' },
    access: 'user',
    limits: ['live'],
    input: z.strictObject({}),
    output: z.object({ session: Session.nullable() }),
    example: { input: {}, output: { session: exampleSession } },
  }),
  'session.list': operation({
    summary: 'The sessions of a course.',
    rest: { method: 'GET', path: '/courses/:courseId/sessions' },
    access: 'user',
    limits: ['live'],
    input: PageQuery.extend({
      courseId: Id,
      status: SessionStatus.optional(),
      sessionType: SessionType.optional(),
      from: Instant.optional(),
      to: Instant.optional(),
      sort: sortBy(['startedAt']).default('startedAt:desc'),
    }),
    output: paged(Session),
    errors: ['not_found'],
    example: {
      input: { courseId: exampleId },
      output: { data: [exampleSession], meta: { pagination: examplePage, filters: {} } },
    },
  }),
  'session.update': operation({
    ...move,
    summary: 'Set the current exercise or module, the notes or the planned duration of the session.',
    rest: { method: 'PATCH', path: '/sessions/:sessionId' },
    maxBytes: 32 * 1_024,
    input: z.strictObject({
      ...id,
      current: Current.nullable().optional(),
      notes: text(4_000).nullable().optional(),
      plannedDuration: z.int().min(1).max(1_440).optional(),
      occurredAt: Instant.optional(),
    }),
    output: Session,
    example: {
      input: { sessionId: exampleId, current: { exercise: 'bench press', set: 2 } },
      output: { ...exampleSession, current: { exercise: 'bench press', set: 2 } },
    },
  }),
  'session.pause': operation({
    ...move,
    summary: 'Pause the session. Paused time does not count [SE1].',
    rest: { method: 'POST', path: '/sessions/:sessionId/pause' },
    input: z.strictObject({ ...id, occurredAt: Instant.optional() }),
    output: Session,
    example: moved('paused'),
  }),
  'session.resume': operation({
    ...move,
    summary: 'Continue the session after a pause.',
    rest: { method: 'POST', path: '/sessions/:sessionId/resume' },
    input: z.strictObject({ ...id, occurredAt: Instant.optional() }),
    output: Session,
    example: moved('active'),
  }),
  'session.complete': operation({
    ...move,
    summary: 'End the session. The answer has a summary: volume, records, time and streak.',
    rest: { method: 'POST', path: '/sessions/:sessionId/complete' },
    maxBytes: 32 * 1_024,
    input: z.strictObject({ ...id, notes: text(4_000).optional(), occurredAt: Instant.optional() }),
    output: Session,
    example: moved('completed'),
  }),
  'session.rest': operation({
    ...move,
    summary: 'Start, extend or cancel (`seconds: 0`) the rest timer.',
    rest: { method: 'POST', path: '/sessions/:sessionId/rest' },
    input: z.strictObject({
      ...id,
      seconds: z.number().min(0).max(3_600),
      mode: z.enum(['set', 'extend']).default('set'),
      occurredAt: Instant.optional(),
    }),
    output: Session,
    example: {
      input: { sessionId: exampleId, seconds: 90 },
      output: { ...exampleSession, rest: { startedAt: exampleAt, endsAt: '2026-11-05T10:01:30.000Z' } },
    },
  }),
};

export const sessionEvents = {
  'session.started': event('user', 'A live session began.', Session),
  'session.updated': event('user', 'Current exercise, notes or summary changed.', Session),
  'session.paused': event('user', 'The session was paused.', Session),
  'session.resumed': event('user', 'The session continues after a pause.', Session),
  'session.completed': event(
    'user',
    'The session ended and has a summary. `reason` is set if an ended session was completed later, or its end changed [SE4].',
    Session.extend({ reason: Reason.extract(['late']).optional() }),
  ),
  'session.abandoned': event('user', 'The session ended, because there was no activity for four hours [SE3].', Session),
  'session.at_risk': event(
    'user',
    'There was no activity for a long time, so ask the user whether the session goes on [SE3].',
    Session,
  ),
  'session.rest': event(
    'user',
    'The rest timer was set, extended or cancelled (`rest: null`).',
    z.object({ sessionId: Id, rest: Rest.nullable() }),
  ),
};
