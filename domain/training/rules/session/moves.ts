import type { Session } from '../../contract/session.ts';
import { ABANDON_AFTER_MS } from './idle.ts';

/**
 * Something that the learner did in a session, with its time (ISO 8601 UTC). Every move counts as activity. The kind
 * `activity` is for moves that don't change the state of the session, such as a logged set.
 */
export interface SessionMove {
  kind: 'activity' | 'pause' | 'resume' | 'complete';
  at: string;
}

/** A stored session with its moves. Status, times and duration of the session are computed from the moves [SE4]. */
export type SessionRow = Session & {
  /** The moves in the order of their times. At most one is a completion, and it is the last. */
  moves: SessionMove[];
};

interface Replayed {
  lastActivityAt: string;
  pausedAt?: string;
  /** The total duration of the pauses that have ended, in milliseconds. */
  pausedMs: number;
  completedAt?: string;
  /** Whether a move came more than four hours after the one before it. The session had then already ended. */
  wentSilent: boolean;
}

/** The order of moves made in the same millisecond. */
const KINDS: readonly SessionMove['kind'][] = ['activity', 'pause', 'resume', 'complete'];

export function compareMoves(a: SessionMove, b: SessionMove): number {
  return Date.parse(a.at) - Date.parse(b.at) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
}

/**
 * Compute the state of a session from its moves, which are ordered by their times [SE4]. A pause in a paused session
 * and a resume in an active session only count as activity.
 */
export function replayMoves({ startedAt, moves }: Pick<SessionRow, 'startedAt' | 'moves'>): Replayed {
  let lastActivityAt = startedAt;
  let pausedAt: string | undefined;
  let pausedMs = 0;
  for (const { kind, at } of moves) {
    if (msBetween(lastActivityAt, at) > ABANDON_AFTER_MS)
      return { lastActivityAt, pausedAt, pausedMs, wentSilent: true };
    lastActivityAt = at;
    if (kind === 'complete') return { lastActivityAt, pausedAt, pausedMs, wentSilent: false, completedAt: at };
    if (kind === 'pause') pausedAt ??= at;
    if (kind === 'resume' && pausedAt !== undefined) {
      pausedMs += msBetween(pausedAt, at);
      pausedAt = undefined;
    }
  }
  return { lastActivityAt, pausedAt, pausedMs, wentSilent: false };
}

/**
 * Insert a move in the order of times. Drop moves that can't change the result, whatever other moves arrive later:
 * moves before the start, moves after the first completion, and mere activity between two moves that are at most four
 * hours apart.
 */
export function withMove(
  { startedAt, moves }: Pick<SessionRow, 'startedAt' | 'moves'>,
  move: SessionMove,
): SessionMove[] {
  if (move.at < startedAt || moves.some((known) => compareMoves(known, move) === 0)) return [...moves];
  const ordered = [...moves, move].sort(compareMoves);
  const kept: SessionMove[] = [];
  let last = startedAt;
  for (const [index, one] of ordered.entries()) {
    const next = ordered[index + 1];
    if (one.kind === 'activity' && next && msBetween(last, next.at) <= ABANDON_AFTER_MS) continue;
    kept.push(one);
    last = one.at;
    if (one.kind === 'complete') break;
  }
  return kept;
}

export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
