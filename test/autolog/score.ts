import { normaliseExercise } from '../../domain/training/rules/exercise-names.ts';
import { readQuantity, siNumber } from '../../domain/training/rules/units.ts';
import type { Detection } from '../../domain/tutor/rules/autolog.ts';
import type { CorpusLine, CorpusSet } from './corpus/format.ts';

type Entry = CorpusLine['entries'][number];

/** One entry as text, so that a wanted and a found entry can be compared: `bench_press 8@60 8@60`. */
export function wantedText(entry: Entry): string {
  if ('exercise' in entry) return [normaliseExercise(entry.exercise).key, ...entry.sets.map(wantedSet)].join(' ');
  const { activity, minutes, amount, score } = entry;
  return [activity, minutes !== undefined && `${round(minutes)}min`, amount, score !== undefined && share(score)]
    .filter(Boolean)
    .join(' ');
}

function wantedSet({ reps, weight, distance, duration, count }: CorpusSet): string {
  return setText({
    reps,
    weight:
      weight &&
      (weight.unit === 'bodyweight'
        ? `bw${weight.value || ''}`
        : `${round(siNumber({ value: weight.value, unit: weight.unit }))}`),
    distance: distance && siNumber(distance),
    duration,
    count: count && `${count.value}${count.unit}`,
  });
}

interface SetParts {
  reps?: number | undefined;
  weight?: string | undefined;
  distance?: number | undefined;
  duration?: number | undefined;
  count?: string | undefined;
}

function setText({ reps, weight, distance, duration, count }: SetParts): string {
  // A load of nothing but the body says the same as no load.
  const load = weight === undefined || weight === 'bw' ? '' : `@${weight}`;
  return [
    reps ?? '',
    load,
    distance === undefined ? '' : `/${round(distance)}m`,
    duration === undefined ? '' : `/${round(duration)}s`,
    count === undefined ? '' : `/${count}`,
  ].join('');
}

export function foundText({ activityType, data }: Detection): string {
  if ('exercise' in data) {
    const sets = Array.isArray(data.sets) ? data.sets : [];
    const texts = sets.map((set) => {
      const quantity = (value: typeof set.weight, kind: 'weight' | 'distance' | 'duration') => {
        if (typeof value !== 'string') return value;
        const reading = readQuantity(value, kind, kind === 'weight' ? 'kg' : undefined);
        return reading.state === 'read' ? reading.quantity : undefined;
      };
      const [weight, distance, duration] = [
        quantity(set.weight, 'weight'),
        quantity(set.distance, 'distance'),
        quantity(set.duration, 'duration'),
      ];
      const count = (set as { count?: { value: number; unit: string } }).count;
      return setText({
        reps: set.reps,
        weight: weight && (weight.unit === 'bodyweight' ? `bw${weight.value || ''}` : `${round(siNumber(weight))}`),
        distance: distance && siNumber(distance),
        duration: duration && siNumber(duration),
        count: count && `${count.value}${count.unit}`,
      });
    });
    return [normaliseExercise(data.exercise).key, ...texts].join(' ');
  }
  const minutes = 'minutes' in data && data.minutes !== undefined && data.minutes > 0 && `${round(data.minutes)}min`;
  const amount = (data as { amount?: { value: number; unit: string } }).amount;
  const score = 'score' in data && share(`${data.score}/${data.outOf}`);
  return [activityType, minutes, amount && `${amount.value} ${amount.unit}`, score].filter(Boolean).join(' ');
}

/** Return a score as a share, because 8/10 and 80 % are the same result. */
function share(score: string): string {
  const [got = 0, of = 1] = score.split('/').map(Number);
  return `${round((got / of) * 100)}%`;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Pair found and wanted entries. Each wanted entry is found once. */
export function compare(entries: readonly Entry[], detections: readonly Detection[]) {
  const wanted = entries.map((entry) => ({ text: wantedText(entry), isSure: entry.unsure !== true }));
  const found = detections.map((detection) => ({
    text: foundText(detection),
    confidence: detection.confidence,
    isRight: false,
  }));
  const missing = wanted.filter(({ text }) => {
    const match = found.find((each) => !each.isRight && each.text === text);
    if (match) match.isRight = true;
    return !match;
  });
  return { wanted, found, missing };
}
