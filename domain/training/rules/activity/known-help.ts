import type { Set } from '../../contract/quantity.ts';
import { measureOf } from '../exercise-names.ts';

/** Leave out the sets of an assisted exercise that do not say how much help there was [PR9]. */
export function withKnownHelp<Log extends { exerciseKey: string; sets: Set[] }>(log: Log): Log {
  const isUnknown = ({ weight, reps }: Set) => weight === undefined && reps !== undefined;
  if (!log.sets.some(isUnknown) || measureOf(log.exerciseKey) !== 'assisted') return log;
  return { ...log, sets: log.sets.filter((set) => !isUnknown(set)) };
}
