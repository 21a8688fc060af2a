import type { Unit } from '../../contract/quantity.ts';
import type { Record } from '../../contract/record.ts';
import { volumeOf } from '../metrics.ts';
import { compareNumbers, fromSi } from '../units.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, VolumeMark } from './types.ts';

type VolumeState = Pick<ExerciseBests, 'volume' | 'sessions'>;

/** How many of the latest sessions are remembered, so that a late log still finds its session. */
const SESSIONS_KEPT = 4;

/**
 * Update the most volume in a session. The record belongs to the log with which the session passed the best of all
 * other sessions. It keeps the id and time of this log while its value grows with the session, so the record is
 * replaced by one with the same (exercise, kind, entryId). The first session is the baseline. Logs outside a session do
 * not count.
 */
export function foldSessionVolume(before: VolumeState, log: ExerciseLog): VolumeState & { records: Record[] } {
  const added = volumeOf(log.sets);
  if (!log.sessionId || added <= 0) return { ...before, records: [] };
  const volume = added + (before.sessions.find(({ id }) => id === log.sessionId)?.volume ?? 0);
  const sessions = [...before.sessions.filter(({ id }) => id !== log.sessionId), { id: log.sessionId, volume }].slice(
    -SESSIONS_KEPT,
  );
  const best = nextBest(before.volume, log, log.sessionId, volume);
  const changed = best !== before.volume && best.previous;
  return { volume: best, sessions, records: changed ? [recordOf('session_volume', log, best, changed)] : [] };
}

function nextBest(best: VolumeMark | undefined, log: ExerciseLog, sessionId: string, volume: number): VolumeMark {
  const grown = { value: volume, quantity: shown(volume, log) };
  if (best?.sessionId === sessionId) return { ...best, ...grown };
  if (best && compareNumbers(volume, best.value) <= 0) return best;
  const mark: VolumeMark = { ...grown, at: log.occurredAt, entryId: log.id, sessionId };
  if (!best) return mark;
  const { value, quantity, at, entryId } = best;
  return { ...mark, previous: { value, quantity, at, entryId } };
}

/** Convert kilograms to the unit in which the log's weights were entered. */
function shown(volume: number, log: ExerciseLog) {
  const entered = log.sets.find((set) => set.weight)?.weight?.unit;
  const unit: Unit = entered === 'lb' ? 'lb' : 'kg';
  return { value: Math.round(fromSi(volume, unit).value * 100) / 100, unit };
}
