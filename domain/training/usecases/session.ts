import { enrolledCourse, readableCourse, requireModule } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import type { Call, UseCases } from '../../call.ts';
import { userStream } from '../../call.ts';
import type { DurableEventName } from '../../contract/index.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { pageOf } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import type { Session, sessionOperations } from '../contract/session.ts';
import { happenedAt } from '../rules/happened-at.ts';
import {
  completeSession,
  lookAgainAt,
  pauseSession,
  restSession,
  resumeSession,
  startSession,
  updateSession,
} from '../rules/session.ts';
import { summaryOf } from './facts/session.ts';
import { loadLearner } from './learner.ts';

/** Of a session that waited on a device its start arrives first: the rest may be minutes behind [M4]. */
const ARRIVAL_MS = 5 * 60_000;

type Moved = Extract<DurableEventName, 'session.updated' | 'session.paused' | 'session.resumed' | 'session.completed'>;

export const sessionUseCases = {
  'session.start': (_deps, call, { id, occurredAt, zone, ...input }) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      await enrolledCourse(tx, input.courseId, call.actor);
      const running = await tx.sessions.active(userId);
      if (running) return { ...running, joined: true };
      const user = await tx.users.find(userId);
      const startedAt = happenedAt(occurredAt, call.now.toISOString());
      const session = startSession({
        ...input,
        id: id ?? newId(),
        userId,
        startedAt,
        zone: zone ?? user?.timezone ?? 'UTC',
      });
      await tx.sessions.insert(session);
      await watchSilence(tx, session, call.now);
      tx.append(userStream(userId), 'session.started', session);
      return { ...session, joined: false };
    }),

  'session.get': async (deps, call, { sessionId }) => await ownSession(deps.read(), call.actor, sessionId),

  async 'session.active'(deps, call) {
    const session = await deps.read().sessions.active(call.actor.userId);
    return { session: session ?? null };
  },

  async 'session.list'(deps, call, { page, limit, sort, ...filter }) {
    await readableCourse(deps.read(), filter.courseId, call.actor);
    const { rows, total } = await deps
      .read()
      .sessions.list({ userId: call.actor.userId, ...filter, page, limit, sort });
    return pageOf({ rows, total }, { page, limit }, filter);
  },

  'session.update': (_deps, call, { sessionId, occurredAt, ...patch }) =>
    move(call, sessionId, occurredAt, 'session.updated', async (session, at, tx) => {
      const moduleId = patch.current?.moduleId;
      if (moduleId) await requireModule(tx, moduleId, session.courseId, 'current.moduleId');
      return updateSession(session, at, patch);
    }),
  'session.pause': (_deps, call, { sessionId, occurredAt }) =>
    move(call, sessionId, occurredAt, 'session.paused', pauseSession),
  'session.resume': (_deps, call, { sessionId, occurredAt }) =>
    move(call, sessionId, occurredAt, 'session.resumed', resumeSession),

  'session.complete': (_deps, call, { sessionId, occurredAt, notes }) =>
    move(call, sessionId, occurredAt, 'session.completed', async (session, at, tx) => {
      const completed = completeSession(session, at);
      if (notes !== undefined) completed.notes = notes;
      return { ...completed, summary: await summaryOf(tx, await loadLearner(tx, call.actor.userId), completed) };
    }),

  'session.rest': (_deps, call, { sessionId, occurredAt, seconds, mode }) =>
    call.commit(async (tx) => {
      const before = await ownSession(tx, call.actor, sessionId);
      const after = restSession(before, happenedAt(occurredAt, call.now.toISOString()), seconds, mode);
      await tx.sessions.save(after);
      tx.append(userStream(call.actor.userId), 'session.rest', { sessionId, rest: after.rest ?? null });
      return after;
    }),
} satisfies UseCases<typeof sessionOperations>;

/** Has it looked at when its present silence would be too long [SE3]. */
async function watchSilence(tx: Tx, session: Session, now: Date): Promise<void> {
  const { id: sessionId, userId, lastActivityAt } = session;
  const at = Math.max(lookAgainAt(session, new Date(lastActivityAt)).getTime(), now.getTime() + ARRIVAL_MS);
  await tx.schedule('session.idle', { sessionId, userId }, { at: new Date(at), key: sessionId });
}

type MovingCall = Pick<
  Call<'session.update' | 'session.pause' | 'session.resume' | 'session.complete'>,
  'actor' | 'now' | 'commit'
>;

function move(
  call: MovingCall,
  sessionId: string,
  occurredAt: string | undefined,
  event: Moved,
  next: (session: Session, at: string, tx: Tx) => Session | Promise<Session>,
): Promise<Session> {
  return call.commit(async (tx) => {
    const before = await ownSession(tx, call.actor, sessionId);
    const after = await next(before, happenedAt(occurredAt, call.now.toISOString()), tx);
    await tx.sessions.save(after);
    if (after.plannedDuration !== before.plannedDuration) await watchSilence(tx, after, call.now);
    tx.append(userStream(call.actor.userId), event, after);
    return after;
  });
}

async function ownSession(stores: Stores, actor: Actor, id: string): Promise<Session> {
  const session = await stores.sessions.find(id);
  if (session?.userId !== actor.userId) throw new DomainError('not_found');
  return session;
}
