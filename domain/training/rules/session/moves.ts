import type { Session } from '../../contract/session.ts';
import { ABANDON_AFTER_MS } from './idle.ts';

/**
 * Something done in a session, at its own time (ISO 8601 UTC). All of it is activity; `activity` is what changes no state,
 * such as a logged set.
 */
export interface SessionMove {
  kind: 'activity' | 'pause' | 'resume' | 'complete';
  at: string;
}

/** A session with what was done in it, from which its status, times and duration follow [SE4]. */
export type SessionRow = Session & {
  /** In the order of their times; at most one completion, which is the last. */
  moves: SessionMove[];
};

interface Replayed {
  lastActivityAt: string;
  pausedAt?: string;
  /** milliseconds of the pauses that ended */
  pausedMs: number;
  completedAt?: string;
  /** Something was done more than four hours after the last activity: by then the session had ended. */
  wentSilent: boolean;
}

/** The order of moves that were made in the same millisecond. */
const KINDS: readonly SessionMove['kind'][] = ['activity', 'pause', 'resume', 'complete'];

export function compareMoves(a: SessionMove, b: SessionMove): number {
  return Date.parse(a.at) - Date.parse(b.at) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
}

/** What a session comes to by its moves in the order of their times [SE4]. A pause while paused, or a resume while active, is activity. */
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
 * Puts a move in its place. Only what can still matter is kept, whatever arrives later: nothing from before the start or
 * after the first completion, which ends the session or comes when it has ended; no activity between two moves that are at
 * most four hours apart without it.
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
