import type { Record } from '../contract/record.ts';
import { withKnownHelp } from './activity/known-help.ts';
import { foldBests } from './record/bests.ts';
import { recordKey } from './record/diff.ts';
import { foldFastest } from './record/fastest.ts';
import { foldRepsAtWeight } from './record/reps-at-weight.ts';
import { foldSessionVolume } from './record/session-volume.ts';
import type { ExerciseBests, ExerciseLog } from './record/types.ts';

export { diffRecords, mergeRecords } from './record/diff.ts';
export type { ExerciseLog } from './record/types.ts';

/** The best values of each exercise by its key. It can be stored as JSON. */
export type RecordState = { readonly [exerciseKey: string]: ExerciseBests };

export const emptyRecordState: RecordState = {};

const emptyBests: ExerciseBests = { bests: {}, frontier: { weight: [], load: [] }, times: [], sessions: [] };

/**
 * Add a log to the state computed from earlier logs. In the order of (occurredAt, id) the log must come after all of
 * these. `records` are the records that the log set, at most one of each kind; merge them into the earlier ones with
 * `mergeRecords`. The first log of an exercise is a baseline and sets no record [PR3].
 */
export function foldRecords(state: RecordState, logged: ExerciseLog): { state: RecordState; records: Record[] } {
  const log = withKnownHelp(logged);
  const held = Object.hasOwn(state, log.exerciseKey) ? state[log.exerciseKey] : undefined;
  const before = held ?? emptyBests;
  const { bests, records: ofBests } = foldBests(before.bests, log);
  const { frontier, records: ofReps } = foldRepsAtWeight(before.frontier, log);
  const { times, records: ofTimes } = foldFastest(before.times, log);
  const { volume, sessions, records: ofVolume } = foldSessionVolume(before, log);
  const after: ExerciseBests = { bests, frontier, times, sessions, ...(volume && { volume }) };
  const records = held ? onePerKind([...ofBests, ...ofReps, ...ofTimes, ...ofVolume]) : [];
  return { state: { ...state, [log.exerciseKey]: after }, records };
}

export interface ReplayedRecords {
  state: RecordState;
  records: Record[];
  last?: { occurredAt: string; id: string };
}

/** Compute the state and the records from all logs, which may be in any order. `last` is the newest log [DF2]. */
export function replayRecords(logs: readonly ExerciseLog[]): ReplayedRecords {
  const replay = startReplay();
  replay.add([...logs].sort(byTime));
  return replay.result();
}

/** Start a replay that gets the logs page by page, in the order of (occurredAt, id). */
export function startReplay(): { add(ordered: readonly ExerciseLog[]): void; result(): ReplayedRecords } {
  let state = emptyRecordState;
  let newest: ExerciseLog | undefined;
  const records = new Map<string, Record>();
  return {
    add(ordered) {
      for (const log of ordered) {
        const step = foldRecords(state, log);
        state = step.state;
        for (const record of step.records) records.set(recordKey(record), record);
      }
      newest = ordered.at(-1) ?? newest;
    },
    result: () => ({
      state,
      records: [...records.values()],
      ...(newest && { last: { occurredAt: newest.occurredAt, id: newest.id } }),
    }),
  };
}

function byTime(a: ExerciseLog, b: ExerciseLog): number {
  return Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * Keep one record of each kind. An entry with both weighted and bodyweight sets can produce two records of the same
 * kind. The record of the weighted sets, which comes first, is kept.
 */
function onePerKind(records: Record[]): Record[] {
  return records.filter((record, index) => records.findIndex(({ kind }) => kind === record.kind) === index);
}
