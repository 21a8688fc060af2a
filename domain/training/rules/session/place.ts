import { DomainError } from '../../../errors.ts';
import type { Session } from '../../contract/session.ts';
import { happenedAt } from '../happened-at.ts';
import { abandonAt } from './idle.ts';
import { compareMoves } from './moves.ts';
import type { SessionMove, SessionRow } from './moves.ts';

/**
 * For each kind of move, the states of the session in which it may be made now [SE1]. An abandoned session may be
 * completed, because the completion may show that the session went on for longer [SE4].
 */
const ALLOWED: { readonly [K in SessionMove['kind']]: readonly Session['status'][] } = {
  activity: ['active', 'paused'],
  pause: ['active'],
  resume: ['paused'],
  complete: ['active', 'paused', 'abandoned'],
};
const DONE = { activity: 'changed', pause: 'paused', resume: 'resumed', complete: 'completed' };

/**
 * Turn a command, such as a pause, into a move of its session. With `occurredAt` the move is placed at that time,
 * whatever state the session is in now. Without it the move is made now, after all known moves, and must be allowed in
 * the present state [SE1, SE4].
 * @throws DomainError conflict
 */
export function moveOf(
  session: SessionRow,
  kind: SessionMove['kind'],
  occurredAt: string | undefined,
  receivedAt: string,
): SessionMove {
  const move =
    occurredAt === undefined ? nextMove(session, kind, receivedAt) : { kind, at: happenedAt(occurredAt, receivedAt) };
  if (occurredAt === undefined && !ALLOWED[kind].includes(statusAt(session, move.at))) throw refusal(session, move);
  const completion = session.moves.find((known) => known.kind === 'complete');
  // A move before the start or after the completion is refused, because no move that arrives later could make it valid.
  if (move.at < session.startedAt || (completion && compareMoves(move, completion) >= 0)) throw refusal(session, move);
  return move;
}

/**
 * Return a move at the present time, but not before the last known move, because the clock of this node may be behind.
 */
function nextMove({ moves, startedAt }: SessionRow, kind: SessionMove['kind'], now: string): SessionMove {
  const last = moves.at(-1) ?? { kind: 'activity', at: startedAt };
  if (compareMoves({ kind, at: now }, last) >= 0) return { kind, at: now };
  const isInOrder = compareMoves({ kind, at: last.at }, last) >= 0;
  return { kind, at: isInOrder ? last.at : new Date(Date.parse(last.at) + 1).toISOString() };
}

/** Return the state at an instant. A session may be abandoned although the job that abandons it has not run yet. */
function statusAt(session: SessionRow, at: string): Session['status'] {
  const isRunning = session.status === 'active' || session.status === 'paused';
  return isRunning && new Date(at) > abandonAt(session) ? 'abandoned' : session.status;
}

function refusal(session: SessionRow, { kind, at }: SessionMove): DomainError {
  const state = statusAt(session, at);
  const message =
    at < session.startedAt
      ? `This session began at ${session.startedAt}: it cannot be ${DONE[kind]} before`
      : `This session is ${state}: it cannot be ${DONE[kind]}`;
  return new DomainError('conflict', message, { state });
}
