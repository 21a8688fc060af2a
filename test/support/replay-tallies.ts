import type { Tally } from '../../domain/training/rules/achievement.ts';
import type { ProgressRow } from '../../domain/training/stores.ts';
import { goalThresholds } from '../../domain/training/usecases/facts/achievement.ts';

const steps: { [tally: string]: (entry: ProgressRow) => number } = {
  logs: () => 1,
  perfectQuizzes: ({ data }) => ('score' in data && data.score === data.outOf ? 1 : 0),
  volume: ({ metrics }) => metrics.volume ?? 0,
  minutes: ({ activityType, data }) =>
    ['reading', 'practice', 'reflection'].includes(activityType) && 'minutes' in data ? (data.minutes ?? 0) : 0,
};

/** Compute the tallies from the entries that count, which must be in the order of (occurredAt, id). */
export function replayTallies(
  entries: readonly ProgressRow[],
  thresholds: { [tally: string]: readonly number[] } = goalThresholds,
): { [tally: string]: Tally } {
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => {
      const nth: { [n: number]: string } = {};
      let count = 0;
      for (const entry of entries) {
        count = Math.round((count + step(entry)) * 1_000) / 1_000;
        for (const n of thresholds[name] ?? []) if (count >= n) nth[n] ??= entry.occurredAt;
      }
      return [name, { count, nth }];
    }),
  );
}
