import { performance } from 'node:perf_hooks';
import { emptyRecordState, foldRecords, replayRecords } from '../../domain/training/rules/record.ts';
import type { ExerciseLog } from '../../domain/training/rules/record.ts';
import { replayStreak } from '../../domain/training/rules/streak/replay.ts';
import { deltaBuffer } from '../../gateway/replies/delta-buffer.ts';
import { detect } from '../rules/support/autolog.ts';
import { alternate, Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { median } from './statistics.ts';

const WARM_UP_CALLS = 20;
const ROUND_MS = 200;

interface Case {
  name: string;
  run(): unknown;
}

/** Measure the median time of one call of some pure functions that run very often. */
export async function measure({ repetitions }: BenchOptions): Promise<Line[]> {
  const figures = new Figures('functions of the hot paths');
  await alternate(cases(), repetitions, async ({ name, run }) => figures.add(name, 'a call', 'µs', callUs(run)));
  return figures.lines();
}

function cases(): Case[] {
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
  const streak = { scope: 'overall', days, schedule: [], pauses: [], resets: [], today: '2026-01-01' } as const;
  const units = { weight: 'lb', distance: 'mi' } as const;
  return [
    { name: 'record: fold the first log', run: () => foldRecords(emptyRecordState, last) },
    { name: 'record: fold one log onto 1,000', run: () => foldRecords(state, last) },
    { name: 'record: replay 1,000 logs', run: () => replayRecords(logs) },
    { name: 'streak: replay 10 years of days', run: () => replayStreak(streak) },
    {
      name: 'auto-log: a told workout',
      run: () => detect('did bench press 3x8 at 135 lbs and ran 5k in 27:30', undefined, units),
    },
    { name: 'delta buffer: 100 tokens', run: bufferTokens },
  ];
}

function bufferTokens(): void {
  const buffer = deltaBuffer(() => undefined);
  for (let n = 0; n < 100; n += 1) buffer.push('token ');
  buffer.end();
}

function callUs(run: () => unknown): number {
  for (let n = 0; n < WARM_UP_CALLS; n += 1) run();
  const times: number[] = [];
  for (const end = performance.now() + ROUND_MS; performance.now() < end;) {
    const started = performance.now();
    run();
    times.push(performance.now() - started);
  }
  return median(times) * 1_000;
}
