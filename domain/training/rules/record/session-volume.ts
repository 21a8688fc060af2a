import type { Unit } from '../../contract/quantity.ts';
import type { Record } from '../../contract/record.ts';
import { volumeOf } from '../metrics.ts';
import { compareNumbers, fromSi } from '../units.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, VolumeMark } from './types.ts';

type VolumeState = Pick<ExerciseBests, 'volume' | 'sessions'>;

/** For how many of the latest sessions the volume is stored, so that a further log can be added to its session. */
const SESSIONS_KEPT = 4;

/**
 * Update the record of the most volume (weight × reps) in a session. The record belongs to the log with which the
 * session exceeded the best volume of all other sessions. Later logs of the session raise the value of the record but
 * keep its `entryId` and `at`, so the raised record replaces the earlier one. The first session is a baseline and sets
 * no record. Logs outside a session do not count.
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
