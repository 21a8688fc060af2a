import type { Quantity, Set } from '../../contract/quantity.ts';
import type { Record } from '../../contract/record.ts';

/** The fields of a confirmed exercise entry from which records are computed. `occurredAt` is an ISO instant. */
export interface ExerciseLog {
  id: string;
  occurredAt: string;
  sessionId?: string;
  exercise: string;
  exerciseKey: string;
  sets: Set[];
}

/** A best value and its time. `value` is in SI units for comparing, `quantity` is the entered quantity for showing. */
export interface Mark {
  value: number;
  quantity: Quantity;
  reps?: number;
  at: string;
  entryId: string;
}

/**
 * The session with the most volume. `previous` is the volume that it exceeded. It is absent if no earlier session had a
 * volume.
 */
export interface VolumeMark extends Mark {
  sessionId: string;
  previous?: Mark;
}

/** The best values of one exercise, with which later logs are compared. It can be stored as JSON. */
export interface ExerciseBests {
  /** The best value of each kind. Loads added to bodyweight have separate slots, such as `weight_5/load`. */
  bests: { [slot: string]: Mark };
  /** The sets for which no other set has at least the same weight and at least the same reps, heaviest first. */
  frontier: { weight: Mark[]; load: Mark[] };
  /** The best time for each distance in metres. The distance that was run last is at the end. */
  times: (Mark & { distance: number })[];
  volume?: VolumeMark;
  /** The volumes of the latest sessions in kg, newest last. */
  sessions: { id: string; volume: number }[];
}

export function recordOf(kind: Record['kind'], log: ExerciseLog, mark: Mark, previous: Mark): Record {
  return {
    kind,
    exercise: log.exerciseKey,
    value: mark.quantity,
    ...(mark.reps !== undefined && { reps: mark.reps }),
    previous: {
      value: previous.quantity,
      ...(previous.reps !== undefined && { reps: previous.reps }),
      at: previous.at,
      entryId: previous.entryId,
    },
    entryId: mark.entryId,
    at: mark.at,
  };
}
