import type { Record } from '../../contract/record.ts';
import { isWarmup } from '../activity/set-types.ts';
import { compareNumbers, siNumber } from '../units.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, Mark } from './types.ts';

type Times = ExerciseBests['times'];

/**
 * For how many distances the best time is stored. Measured distances differ slightly each time, so the distances that
 * were run longest ago are dropped to keep the state small.
 */
const DISTANCES_KEPT = 64;

/**
 * Update the best time for each distance, from sets with both distance and duration. A set is compared with earlier
 * sets over the same distance (within 0.05 %, [UN2]). The first time over a distance is a baseline and no record. If
 * one log sets several records, only the one over the longest distance is returned.
 */
export function foldFastest(before: Times, log: ExerciseLog): { times: Times; records: Record[] } {
  let times = before;
  const records: Record[] = [];
  for (const set of log.sets) {
    if (isWarmup(set) || !set.distance || !set.duration || set.distance.value <= 0 || set.duration.value <= 0) continue;
    const distance = siNumber(set.distance);
    const mark: Mark = { value: siNumber(set.duration), quantity: set.duration, at: log.occurredAt, entryId: log.id };
    const held = times.find((time) => compareNumbers(time.distance, distance) === 0);
    const faster = !held || compareNumbers(mark.value, held.value) < 0;
    times = [
      ...times.filter((time) => time !== held),
      faster ? { ...mark, distance: held?.distance ?? distance } : held,
    ];
    const earlier = before.find((time) => compareNumbers(time.distance, distance) === 0);
    if (earlier && faster) records.push({ ...recordOf('fastest', log, mark, earlier), distance: set.distance });
  }
  records.sort((a, b) => siDistance(b) - siDistance(a) || siNumber(a.value) - siNumber(b.value));
  return { times: times.slice(-DISTANCES_KEPT), records: records.slice(0, 1) };
}

const siDistance = ({ distance }: Record) => (distance ? siNumber(distance) : 0);
