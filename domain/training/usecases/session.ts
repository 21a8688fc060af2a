import { enrolledCourse, readableCourse, requireModule } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import type { Call, UseCases } from '../../call.ts';
import { userStream } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { pageOf } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import type { Session, sessionOperations } from '../contract/session.ts';
import { happenedAt } from '../rules/happened-at.ts';
import {
  abandonAt,
  abandonSession,
  isOver,
  lookAgainAt,
  moveOf,
  moveSession,
  restSession,
  startSession,
  updateSession,
} from '../rules/session.ts';
import type { SessionMove, SessionRow } from '../rules/session.ts';
import { changeSession } from './facts/session.ts';
import { sessionForOwner } from './session-view.ts';

/**
 * How long the other operations of a session may arrive after its start, if all of them waited on an offline device.
 * The session is not checked for silence before that [M4].
 */
const ARRIVAL_MS = 5 * 60_000;

export const sessionUseCases = {
  'session.start': (_deps, call, { id, occurredAt, zone, ...input }) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      await enrolledCourse(tx, input.courseId, call.actor);
      const startedAt = happenedAt(occurredAt, call.now.toISOString());
      const running = await tx.sessions.active(userId);
      if (running && new Date(startedAt) <= abandonAt(running)) return { ...sessionForOwner(running), joined: true };
      // The running session had ended before the new one started, but the job that abandons it has not run yet [SE4].
      if (running) await changeSession(tx, { before: running, after: abandonSession(running) });
      const user = await tx.users.find(userId);
      const session = startSession({
        ...input,
        id: id ?? newId(),
        userId,
        startedAt,
        zone: zone ?? user?.timezone ?? 'UTC',
      });
      await tx.sessions.insert(session);
      await watchSilence(tx, session, call.now);
      tx.append(userStream(userId), 'session.started', sessionForOwner(session));
      return { ...sessionForOwner(session), joined: false };
    }),

  'session.get': async (deps, call, { sessionId }) =>
    sessionForOwner(await ownSession(deps.read(), call.actor, sessionId)),

  async 'session.active'(deps, call) {
    const session = await deps.read().sessions.active(call.actor.userId);
    return { session: session ? sessionForOwner(session) : null };
  },

  async 'session.list'(deps, call, { page, limit, sort, ...filter }) {
    await readableCourse(deps.read(), filter.courseId, call.actor);
    const { rows, total } = await deps
      .read()
      .sessions.list({ userId: call.actor.userId, ...filter, page, limit, sort });
    return pageOf({ rows: rows.map(sessionForOwner), total }, { page, limit }, filter);
  },

  'session.update': (_deps, call, { sessionId, occurredAt, ...fields }) =>
    call.commit(async (tx) => {
      const { before, moved } = await move(tx, call, sessionId, 'activity', occurredAt);
      const moduleId = fields.current?.moduleId;
      if (moduleId) await requireModule(tx, moduleId, before.courseId, 'current.moduleId');
      const after = updateSession(moved, fields);
      if (!isOver(after) && after.plannedDuration !== before.plannedDuration) await watchSilence(tx, after, call.now);
      return changeSession(tx, { before, after, tell: (session) => tell(tx, 'session.updated', session) });
    }),

  'session.pause': (_deps, call, { sessionId, occurredAt }) =>
    call.commit(async (tx) => {
      const { before, moved: after } = await move(tx, call, sessionId, 'pause', occurredAt);
      return changeSession(tx, { before, after, tell: (session) => tell(tx, 'session.paused', session) });
    }),

  'session.resume': (_deps, call, { sessionId, occurredAt }) =>
    call.commit(async (tx) => {
      const { before, moved: after } = await move(tx, call, sessionId, 'resume', occurredAt);
      return changeSession(tx, { before, after, tell: (session) => tell(tx, 'session.resumed', session) });
    }),

  'session.complete': (_deps, call, { sessionId, occurredAt, notes }) =>
    call.commit(async (tx) => {
      const { before, moved } = await move(tx, call, sessionId, 'complete', occurredAt);
      return changeSession(tx, { before, after: updateSession(moved, { notes }) });
    }),

  'session.rest': (_deps, call, { sessionId, occurredAt, seconds, mode }) =>
    call.commit(async (tx) => {
      const { before, moved, at } = await move(tx, call, sessionId, 'activity', occurredAt);
      return changeSession(tx, {
        before,
        after: restSession(moved, at, seconds, mode),
        tell: ({ userId, rest = null }) => tx.append(userStream(userId), 'session.rest', { sessionId, rest }),
      });
    }),
} satisfies UseCases<typeof sessionOperations>;

/** Schedules the job that checks whether the session has been without activity for too long [SE3]. */
async function watchSilence(tx: Tx, session: SessionRow, now: Date): Promise<void> {
  const { id: sessionId, userId, lastActivityAt } = session;
  const at = Math.max(lookAgainAt(session, new Date(lastActivityAt)).getTime(), now.getTime() + ARRIVAL_MS);
  await tx.schedule('session.idle', { sessionId, userId }, { at: new Date(at), key: sessionId });
}

type MovingCall = Pick<
  Call<'session.update' | 'session.pause' | 'session.resume' | 'session.complete' | 'session.rest'>,
  'actor' | 'now'
>;

/**
 * Adds a move, such as a pause, to the caller's session. Returns the session before and after it, and the time of the
 * move.
 * @throws DomainError conflict [SE1]
 */
async function move(
  tx: Tx,
  { actor, now }: MovingCall,
  sessionId: string,
  kind: SessionMove['kind'],
  occurredAt: string | undefined,
): Promise<{ before: SessionRow; moved: SessionRow; at: string }> {
  const before = await ownSession(tx, actor, sessionId);
  const made = moveOf(before, kind, occurredAt, now.toISOString());
  return { before, moved: moveSession(before, made), at: made.at };
}

function tell(tx: Tx, type: 'session.updated' | 'session.paused' | 'session.resumed', session: Session): void {
  tx.append(userStream(session.userId), type, session);
}

async function ownSession(stores: Stores, actor: Actor, id: string): Promise<SessionRow> {
  const session = await stores.sessions.find(id);
  if (session?.userId !== actor.userId) throw new DomainError('not_found');
  return session;
}
