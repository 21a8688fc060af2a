import type { ActivityData, ExerciseData } from '../../contract/progress.ts';
import type { Set } from '../../contract/quantity.ts';
import { isWarmup } from '../activity/set-types.ts';
import { exerciseTitle } from '../exercise-names.ts';
import { format, formatNumber, inUnits } from '../units.ts';
import type { DisplayUnits } from '../units.ts';

/**
 * Describe what was done in a few words: `Bench press: 3 × 8 at 135 lb`, `Run: 5 km in 27:30`, `Quiz: 8 of 10`, `30
 * min: verbs`.
 */
export function describeEntry(data: ActivityData, units: DisplayUnits): string {
  if ('sets' in data) return `${exerciseTitle(data.exercise)}: ${describeSets(data, units)}`;
  if ('score' in data) {
    return `${data.topic ? `Quiz on ${data.topic}` : 'Quiz'}: ${formatNumber(data.score)} of ${formatNumber(data.outOf)}`;
  }
  if ('text' in data || 'mood' in data || data.minutes === undefined) {
    const mood = 'mood' in data && data.mood !== undefined ? `, mood ${data.mood} of 5` : '';
    return `Reflection${data.minutes === undefined ? '' : `, ${formatNumber(data.minutes)} min`}${mood}`;
  }
  const time = `${formatNumber(data.minutes)} min`;
  return 'topic' in data && data.topic ? `${time}: ${data.topic}` : time;
}

function describeSets({ sets }: ExerciseData, units: DisplayUnits): string {
  const working = sets.filter((set) => !isWarmup(set));
  if (working.length === 0) return `${sets.length} warm-up ${sets.length === 1 ? 'set' : 'sets'}`;
  const [first] = working;
  if (working.length > 1 && first && working.every((set) => set.reps !== undefined && sameLoad(set, first, units))) {
    const reps = working.map((set) => set.reps);
    const count = reps.every((one) => one === first.reps) ? `${reps.length} × ${first.reps}` : reps.join(', ');
    return `${count}${describeLoad(first, units, ' at ')}`;
  }
  return runsOf(working.map((set) => describeSet(set, units)));
}

function describeSet(set: Set, units: DisplayUnits): string {
  const reps =
    set.reps === undefined ? '' : set.weight ? ` × ${set.reps}` : `${set.reps} ${set.reps === 1 ? 'rep' : 'reps'}`;
  const work = `${describeLoad(set, units, '')}${reps}`;
  const distance = set.distance && format(inUnits(set.distance, units));
  const time = set.duration && format(set.duration);
  const stretch = distance && time ? `${distance} in ${time}` : (distance ?? time);
  return [work, stretch].filter(Boolean).join(', ');
}

function describeLoad({ weight }: Set, units: DisplayUnits, before: string): string {
  return weight ? `${before}${format(inUnits(weight, units), units.weight)}` : '';
}

function sameLoad(a: Set, b: Set, units: DisplayUnits): boolean {
  return !a.duration && !a.distance && describeLoad(a, units, '') === describeLoad(b, units, '');
}

/** Join the descriptions of sets. Equal ones that follow each other are counted: `4 × 400 m in 1:30`. */
function runsOf(texts: string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count > 1 ? `${count} × ${text}` : text)).join('; ');
}
