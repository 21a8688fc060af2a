import { performance } from 'node:perf_hooks';
import { foldRecords, emptyRecordState, replayRecords } from '../../domain/training/rules/record.ts';
import type { ExerciseLog } from '../../domain/training/rules/record.ts';
import { replayStreak } from '../../domain/training/rules/streak/replay.ts';
import { deltaBuffer } from '../../gateway/replies/delta-buffer.ts';
import { detect } from '../rules/support/autolog.ts';
import { Bench } from './bench.ts';

/** Hot paths beside each other in one run: read the ratios, not the times. */
const logs = Array.from({ length: 1_000 }, (_, n): ExerciseLog => ({
  id: String(n).padStart(6, '0'),
  occurredAt: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  exercise: 'squat',
  exerciseKey: 'squat',
  sets: [{ weight: { value: 60 + (n % 50), unit: 'kg' }, reps: 5 }],
}));
const { state } = replayRecords(logs.slice(0, -1));
const last = logs.at(-1) as ExerciseLog;
const days = Array.from({ length: 3_650 }, (_, n) => new Date(Date.UTC(2016, 0, 1 + n)).toISOString().slice(0, 10));

const bench = new Bench(performance);
bench.add('record: fold one log onto 1,000', () => foldRecords(state, last));
bench.add('record: replay 1,000 logs', () => replayRecords(logs));
bench.add('record: fold the first', () => foldRecords(emptyRecordState, last));
bench.add('streak: replay 10 years of days', () =>
  replayStreak({ scope: 'overall', days, schedule: [], pauses: [], resets: [], today: '2026-01-01' }),
);
bench.add('auto-log: a told workout', () =>
  detect('did bench press 3x8 at 135 lbs and ran 5k in 27:30', undefined, { weight: 'lb', distance: 'mi' }),
);
bench.add('delta buffer: 100 tokens', () => {
  const buffer = deltaBuffer(() => undefined);
  for (let n = 0; n < 100; n += 1) buffer.push('token ');
  buffer.end();
});
process.stdout.write(`${bench.run()}\n`);
