import { describe, expect, it } from 'vitest';
import { activityKey, correctedData, mergeDetections } from '../../../domain/tutor/rules/autolog.ts';
import type { Detection } from '../../../domain/tutor/rules/autolog.ts';
import type { Proposal } from '../../../domain/tutor/rules/autolog/proposal.ts';
import { checkProposal, detect } from '../support/autolog.ts';

const METRIC = { weight: 'kg', distance: 'km' } as const;
const kg = (value: number) => ({ value, unit: 'kg' as const });
const threeOfEight: Proposal['data'] = { exercise: 'bench press', weight: kg(60), sets: 3, reps: 8 };

function propose(message: string, proposal: Partial<Proposal>, context?: Parameters<typeof checkProposal>[2]) {
  return checkProposal(
    { activityType: 'exercise', data: threeOfEight, quote: message, confidence: 0.9, ...proposal },
    message,
    context,
    METRIC,
  );
}

describe('[AL2] a model’s proposal', () => {
  it('that the message supports is accepted, with its data as they are stored', () => {
    const set = { weight: kg(60), reps: 8 };
    expect(propose('Yo! did 3x8 bench at 60kg', { quote: 'did 3x8 bench at 60kg' })).toEqual({
      activityType: 'exercise',
      data: { exercise: 'bench press', sets: [set, set, set] },
      quote: 'did 3x8 bench at 60kg',
      quoteStart: 4,
      confidence: 0.9,
      needsAttention: false,
    });
  });

  it('is refused if its quote is not in the message', () => {
    for (const quote of ['did 3x8 squats at 60kg', '', '   ']) {
      expect(propose('did 3x8 bench at 60kg', { quote })).toEqual({ refused: 'the quote is not in the message' });
    }
  });

  it('may quote with another case or other quotation marks; the words of the message are stored', () => {
    expect(propose('I’ve done 3×8 Bench at 60kg', { quote: "i've done 3x8 bench at 60kg" })).toMatchObject({
      quote: 'I’ve done 3×8 Bench at 60kg',
      quoteStart: 0,
    });
  });

  it.each<[string, Proposal['data'], string]>([
    ['did 3x8 bench at 60kg', { ...threeOfEight, weight: kg(62.5) }, '62.5 kg'],
    ['did 3x8 bench at 60kg', { ...threeOfEight, reps: 9 }, 'reps 9'],
    ['did 3x8 bench at 60kg', { ...threeOfEight, sets: 4 }, '4 sets'],
    ['did 3x8 bench at 135 lb', { ...threeOfEight, weight: kg(61.23) }, '61.23 kg'],
    ['did 3x8 bench at 135 lb', { ...threeOfEight, weight: kg(135) }, '135 kg'],
    ['did bench', threeOfEight, 'reps 8'],
    [
      'ran 5k',
      { exercise: 'run', sets: [{ distance: { value: 5, unit: 'km' }, duration: { value: 30, unit: 'min' } }] },
      '30 minutes',
    ],
    ['ran 5k', { exercise: 'run', sets: [{ distance: { value: 5, unit: 'mi' } }] }, '5 mi'],
    ['did 3x8 bench at 60kg', { exercise: 'bench', sets: [{ weight: kg(60), reps: 8, rpe: 9 }] }, 'rpe 9'],
  ])('%j is refused because of a number that nobody said: %j', (message, data, unsaid) => {
    expect(propose(message, { data })).toEqual({ refused: `${unsaid} is neither in the quote nor in the context` });
  });

  it.each<[string, Proposal['activityType'], Proposal['data']]>([
    ['three sets of eight at sixty kilos on bench', 'exercise', threeOfEight],
    ['benched 60, 3x8', 'exercise', threeOfEight],
    ['bench 60x8, 60x8, 60x8', 'exercise', threeOfEight],
    ['ran 5k in 27:30', 'exercise', { exercise: 'run', sets: [{ distance: '5k', duration: '27:30' }] }],
    ['studied spanish 1h05', 'practice', { minutes: 65, topic: 'spanish' }],
    ['read for half an hour', 'reading', { minutes: 30 }],
    ['meditated for an hour and a half', 'reflection', { minutes: 90 }],
    ['got 80% on the quiz', 'quiz', { score: 80, outOf: 100 }],
    ['8 out of 10 on the quiz', 'quiz', { score: 8, outOf: 10 }],
    ['did BW+20 pull-ups, 5 reps', 'exercise', { exercise: 'pull-up', sets: [{ weight: 'BW+20', reps: 5 }] }],
    ['I learned a lot about myself today', 'reflection', { text: 'learned a lot' }],
  ])('%j may be read as %s', (message, activityType, data) => {
    expect(propose(message, { activityType, data })).toMatchObject({ quote: message, confidence: 0.9 });
  });

  it('[AL3] with numbers from the context alone has at most 0.75', () => {
    const context = { currentExercise: 'bench press', weight: '60kg', repsCompleted: 8 };
    const data = { exercise: 'bench press', sets: [{ weight: kg(60), reps: 8 }] };
    expect(propose('done with my set', { data }, context)).toMatchObject({ confidence: 0.75, fromContext: true });
    expect(propose('done with my set', { data })).toHaveProperty('refused');
  });

  it.each([
    'should I do 3x8 bench at 60kg?',
    "tomorrow I'll do 3x8 bench at 60kg",
    "I didn't do 3x8 bench at 60kg",
    'my brother did 3x8 bench at 60kg',
    'if I did 3x8 bench at 60kg',
    'the plan says 3x8 bench at 60kg',
    'do 3x8 bench at 60kg',
  ])('[AL3] %j is refused whatever the model says', (message) => {
    expect(propose(message, { confidence: 1 })).toEqual({ refused: expect.stringContaining('no act of the learner') });
  });

  it('[AL3] can’t take its numbers from a question beside an act', () => {
    const message = 'I did bench. Should I do 3x8 at 60kg next?';
    expect(propose(message, {})).toEqual({ refused: 'reps 8 is neither in the quote nor in the context' });
    expect(
      propose('I did 3x8 bench at 60kg, should I go up?', { quote: 'I did 3x8 bench at 60kg, should I go up?' }),
    ).toHaveProperty('confidence');
  });

  it('stays unconfirmed if it names another exercise, or the day is unclear', () => {
    expect(propose('did 3x8 squats at 60kg', {})).toMatchObject({ confidence: 0.7 });
    expect(propose('last week I did 3x8 bench at 60kg', {})).toMatchObject({ confidence: 0.7 });
    expect(propose('yesterday I did 3x8 bench at 60kg', {})).toMatchObject({ confidence: 0.9, daysAgo: 1 });
  });

  it('is refused if its data do not fit the activity, or its confidence is too low', () => {
    expect(propose('read for 30 minutes', { activityType: 'reading' })).toHaveProperty('refused');
    expect(propose('did 3x8 bench at 60kg', { confidence: 0.4 })).toEqual({ refused: 'too uncertain to log' });
    expect(propose('did 3x8 bench at 60kg', { confidence: Number.NaN })).toEqual({ refused: 'too uncertain to log' });
  });
});

describe('[AL4] the grammar and the model', () => {
  const message = 'did 20 pull-ups and ran 5k';
  const grammar = detect(message, undefined, METRIC);
  const run = {
    activityType: 'exercise' as const,
    data: { exercise: 'running', sets: [{ distance: { value: 5, unit: 'km' as const } }] },
  };
  const model = (proposal: Partial<Detection>): Detection => ({
    ...run,
    quote: 'ran 5k',
    quoteStart: 20,
    confidence: 0.8,
    needsAttention: false,
    ...proposal,
  });

  it('log an act once if they agree', () => {
    expect(
      mergeDetections(grammar, [model({ needsAttention: true })]).map(({ quote, confidence, needsAttention }) => [
        quote,
        confidence,
        needsAttention,
      ]),
    ).toEqual([
      ['did 20 pull-ups', 0.95, false],
      ['ran 5k', 0.99, true],
    ]);
  });

  it('do not agree if they read different numbers; those of the grammar are used', () => {
    const merged = mergeDetections(grammar, [
      model({ data: { exercise: 'run', sets: [{ distance: { value: 5, unit: 'mi' } }] } }),
    ]);
    expect(merged).toEqual(grammar);
  });

  it('each add acts that only one of them found', () => {
    const yoga = model({ data: { exercise: 'yoga', sets: [{ duration: { value: 5, unit: 'min' } }] } });
    expect(mergeDetections(grammar, [yoga])).toHaveLength(3);
    expect(mergeDetections([], [model({}), model({ quote: 'and ran 5k', quoteStart: 16 })])).toHaveLength(1);
  });

  it('[AL3] can’t raise numbers from the context above 0.75 by agreement', () => {
    const context = { currentExercise: 'bench press', weight: '60kg', repsCompleted: 8 };
    const [found] = detect('done with my set', context, METRIC);
    expect(found && mergeDetections([found], [{ ...found, confidence: 0.75 }])).toMatchObject([{ confidence: 0.75 }]);
  });

  it('[T8] identify an act in the same way whatever name or numbers an attempt reads', () => {
    expect(activityKey(run)).toBe(
      activityKey({ activityType: 'exercise', data: { exercise: 'Run', sets: [{ distance: '6k' }] } }),
    );
    expect(activityKey(run)).not.toBe(activityKey({ activityType: 'reading', data: { minutes: 5 } }));
  });
});

describe('[AL4] correctedData', () => {
  const before = {
    exercise: 'bench press',
    sets: [
      { weight: kg(60), reps: 8 },
      { weight: kg(55), reps: 8 },
    ],
  };

  it('replaces the sets and keeps the weight that the correction does not name', () => {
    expect(correctedData(before, { exercise: 'bench press', sets: [{ reps: 6 }, { reps: 6 }, { reps: 6 }] })).toEqual({
      exercise: 'bench press',
      sets: [
        { weight: kg(60), reps: 6 },
        { weight: kg(55), reps: 6 },
        { weight: kg(55), reps: 6 },
      ],
    });
    expect(correctedData(before, { exercise: 'bench', sets: [{ weight: kg(50), reps: 6 }] })).toEqual({
      exercise: 'bench',
      sets: [{ weight: kg(50), reps: 6 }],
    });
  });

  it('returns the correction if the entry is not a list of sets', () => {
    expect(correctedData({ minutes: 30 }, { minutes: 20 })).toEqual({ minutes: 20 });
  });
});
