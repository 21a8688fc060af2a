import { describe, expect, it } from 'vitest';
import type { Detection } from '../../../domain/tutor/rules/autolog.ts';
import { acts } from '../support/autolog-table.ts';
import { detect } from '../support/autolog.ts';

const METRIC = { weight: 'kg', distance: 'km' } as const;
const BENCH = { currentExercise: 'bench_press' };

describe('[AL1] acts that a message reports', () => {
  it.each(acts.map((row) => [row[0], row[1]]))('%j → %s', (message, expected) => {
    expect(detect(message, undefined, METRIC).map(shown).join(' | ')).toBe(expected);
  });
});

describe('[AL2] the context completes what the message leaves out', () => {
  const rows: [string, Parameters<typeof detect>[1], string][] = [
    ['just finished 8 reps at 60kg', BENCH, 'bench press 8@60kg !'],
    ['135 for 8', BENCH, 'bench press 8@135kg !'],
    ['3x8 at 60kg', BENCH, 'bench press 3×8@60kg !'],
    ['did 8 reps', { ...BENCH, weight: '60kg' }, 'bench press 8@60kg !'],
    ['did 8 reps', BENCH, 'bench press 8 !'],
    ['bench 3x8', { ...BENCH, weight: { value: 135, unit: 'lb' } }, 'bench 3×8@135lb !'],
    ['squats 3x8', { ...BENCH, weight: '60kg' }, 'squats 3×8 ?'],
    ['got 3 sets of 30 seconds', { currentExercise: 'plank' }, 'plank 3×30s !'],
    ['finished 5k in 27:30', { currentExercise: 'run' }, 'run 5km/1650s !'],
    ['finished my shift, slept 8 hours', { currentExercise: 'plank' }, ''],
    ['drove 5 km to the gym', { currentExercise: 'run' }, ''],
    ['done with my set', { ...BENCH, weight: '60kg', repsCompleted: 8 }, 'bench press 8@60kg ? context'],
    ['just finished the bench press', { ...BENCH, weight: '60kg', repsCompleted: 8 }, 'bench press 8@60kg ? context'],
    ['done with my set', BENCH, ''],
    ['my back hurts', { ...BENCH, weight: '60kg', repsCompleted: 8 }, ''],
    ['what should I do next?', { ...BENCH, weight: '60kg', repsCompleted: 8 }, ''],
  ];
  it.each(rows)('%j with %j → %s', (message, context, expected) => {
    expect(detect(message, context, METRIC).map(shown).join(' | ')).toBe(expected);
  });

  it('a number without a unit is in the user’s own unit', () => {
    expect(detect('bench 135x8', undefined, { weight: 'lb', distance: 'mi' }).map(shown)).toEqual(['bench 8@135lb !']);
    expect(detect('ran 3', undefined, { weight: 'lb', distance: 'mi' }).map(shown)).toEqual(['run 3mi ?']);
  });

  it('[AL3] numbers from context alone give at most 0.75', () => {
    const context = { currentExercise: 'shoulder_press', weight: '25lbs', repsCompleted: 5 };
    expect(detect('I felt my back pull during shoulder press, is that normal?', context, METRIC)).toEqual([
      {
        activityType: 'exercise',
        data: { exercise: 'shoulder press', sets: [{ weight: { value: 25, unit: 'lb' }, reps: 5 }] },
        quote: 'I felt my back pull during shoulder press',
        quoteStart: 0,
        confidence: 0.75,
        needsAttention: true,
        fromContext: true,
        notes: 'form correction needed: I felt my back pull during shoulder press',
        memory: {
          memoryType: 'struggle',
          key: 'shoulder_press_form',
          value: 'I felt my back pull during shoulder press',
          importanceScore: 0.8,
        },
      },
    ]);
  });
});

describe('[AL1] pain, injury and trouble with form need attention', () => {
  it.each([
    ['shoulder press 25lbs 5 reps, back hurt', 'back hurt'],
    ['did 5x5 squats at 100kg. My knee hurts', 'My knee hurts'],
    ['did deadlifts 3x5 at 140kg but I tweaked my back', 'I tweaked my back'],
    ['deadlift 5x140kg, pulled something in my back', 'pulled something in my back'],
    ['squats 5x5 @ 100kg and my form broke down on the last set', 'my form broke down on the last set'],
    ['did bench 3x8 at 60kg, sharp pain in the left shoulder', 'sharp pain in the left shoulder'],
  ])('%j', (message, words) => {
    const [detection] = detect(message, undefined, METRIC);
    expect(detection).toMatchObject({ needsAttention: true, notes: `form correction needed: ${words}` });
    expect(detection?.memory).toMatchObject({ memoryType: 'struggle', value: words });
  });

  it.each([
    'did 3x8 bench at 60kg, no pain',
    'did 3x8 bench at 60kg, pain-free',
    "did 3x8 bench at 60kg and my back didn't hurt",
    'pulled 140kg for 5 on deadlift',
    'did 20 pull-ups',
    'leg press 3x10 at 100kg',
  ])('not %j', (message) => {
    expect(detect(message, undefined, METRIC)).toMatchObject([{ needsAttention: false }]);
  });
});

describe('[AL4] corrections', () => {
  it.each([
    ['not 3x8, it was 3x6', '3×6', 'it was 3x6'],
    ['actually it was 3x6', '3×6', 'actually it was 3x6'],
    ['it was 3x6, not 3x8', '3×6', 'it was 3x6'],
    ['sorry, 3x6 not 3x8', '3×6', '3x6'],
    ['correction: 3x6 at 55kg', '3×6@55kg', '3x6 at 55kg'],
    ['I meant 3x6', '3×6', 'I meant 3x6'],
    ['oops, make that 3x6', '3×6', 'make that 3x6'],
    ['it should be 3x6', '3×6', 'it should be 3x6'],
  ])('%j refers to an earlier entry', (message, sets, quote) => {
    const [detection] = detect(message, BENCH, METRIC);
    expect(detection && shown(detection)).toBe(`bench press ${sets} !`);
    expect(detection).toMatchObject({ corrects: true, quote });
  });

  it('with the name of an exercise take only the numbers from the correction', () => {
    const found = detect("bench wasn't 3x8, it was 3x6", BENCH, METRIC);
    expect(found.map((each) => [shown(each), each.corrects])).toEqual([['bench 3×6 !', true]]);
  });

  it('in the same message change the act that it reported before', () => {
    const [detection, ...others] = detect('did bench 3x8 at 60kg. Sorry, not 3x8, it was 3x6', undefined, METRIC);
    expect([detection && shown(detection), detection?.corrects, others]).toEqual(['bench 3×6@60kg !', undefined, []]);
  });

  it.each([
    ['i meant to do 3x8', BENCH],
    ["actually let's do 3x6", BENCH],
    ["actually I'll do 3x6", BENCH],
    ['make it 3x6 tomorrow', BENCH],
    ['it should be 3x6 next time', BENCH],
    ['I mean 3x8 sounds hard', BENCH],
    ['wait 2 minutes', { currentExercise: 'plank' }],
    ['wait, 2 minutes', { currentExercise: 'plank' }],
    ['sorry 5 minutes late', { currentExercise: 'plank' }],
    ['sorry, 5 minutes late', { currentExercise: 'plank' }],
  ])('%j is no correction', (message, context) => {
    expect(detect(message, context, METRIC)).toEqual([]);
  });

  it.each(['135 for 8', 'did another 8 reps at 60kg', 'sorry, did 3x8 bench at 60kg late'])(
    '%j is a new act',
    (message) => {
      expect(detect(message, BENCH, METRIC)).toMatchObject([{ confidence: expect.any(Number) }]);
      expect(detect(message, BENCH, METRIC)[0]?.corrects).toBeUndefined();
    },
  );
});

describe('[AL3] the day of the act', () => {
  it.each([
    ['yesterday I ran 5k', 1, 0.95],
    ['I ran 5k yesterday and did 20 pull-ups today', 1, 0.95],
    ['last night I did 20 push-ups', 1, 0.95],
    ['ran 5k 2 days ago', 2, 0.95],
    ['the day before yesterday I swam 1 km', 2, 0.95],
    ['I ran 5k a week ago', 7, 0.95],
    ['last week I ran 5k', undefined, 0.7],
    ['on Monday I ran 5k', undefined, 0.7],
    ['the other day I ran 5k', undefined, 0.7],
    ['this morning I ran 5k', undefined, 0.95],
  ])('%j', (message, daysAgo, confidence) => {
    const [detection] = detect(message, undefined, METRIC);
    expect([detection?.daysAgo, detection?.confidence]).toEqual([daysAgo, confidence]);
  });
});

it('[AL3] acts of two days keep their own days', () => {
  expect(detect('ran 5k yesterday and 3 miles today', undefined, METRIC)).toMatchObject([
    { data: { exercise: 'run', sets: [{ distance: { value: 5, unit: 'km' } }] }, daysAgo: 1 },
    { data: { exercise: 'run', sets: [{ distance: { value: 3, unit: 'mi' } }] } },
  ]);
});

it('[AL3] a day that is named with the last set applies to all sets', () => {
  expect(detect('bench 60kg x 8, 60kg x 7 yesterday', undefined, METRIC)).toMatchObject([
    { data: { sets: [{ reps: 8 }, { reps: 7 }] }, daysAgo: 1 },
  ]);
});

/**
 * Describe a detection: `bench 3×8@60kg !`. Equal sets are counted together. `!` is logged at once, `?` is unconfirmed.
 */
function shown({ activityType, data, confidence, fromContext }: Detection): string {
  const certainty = `${confidence >= 0.8 ? '!' : '?'}${fromContext ? ' context' : ''}`;
  if ('score' in data) return `quiz ${data.score}/${data.outOf}${data.topic ? ` ${data.topic}` : ''} ${certainty}`;
  if (!('exercise' in data))
    return `${activityType} ${data.minutes}min${'topic' in data && data.topic ? ` ${data.topic}` : ''} ${certainty}`;
  const sets = Array.isArray(data.sets) ? data.sets : [];
  const words = sets.map(({ reps, weight, distance, duration, rpe, rir }) => {
    const [load, way, time] = [weight, distance, duration].map((each) =>
      typeof each === 'object' ? `${each.value}${each.unit}` : undefined,
    );
    const moved = [way, time].filter(Boolean).join('/');
    return `${reps ?? ''}${load ? `@${load}` : ''}${moved}${rpe ? ` rpe${rpe}` : ''}${rir ? ` rir${rir}` : ''}`;
  });
  const grouped: { word: string; count: number }[] = [];
  for (const word of words) {
    const last = grouped.at(-1);
    if (last?.word === word) last.count += 1;
    else grouped.push({ word, count: 1 });
  }
  return `${data.exercise} ${grouped.map(({ word, count }) => (count > 1 ? `${count}×${word}` : word)).join(' ')} ${certainty}`;
}
