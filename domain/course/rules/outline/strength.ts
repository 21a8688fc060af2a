import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function strengthOutline(request: OutlineRequest): Draft[] {
  const novice = isNew(request);
  const { sets, reps, effort } = novice
    ? { sets: 3, reps: '8-10', effort: 'Stop each set with two or three good repetitions left.' }
    : {
        sets: 4,
        reps: '5-8',
        effort: 'Leave one or two repetitions in reserve; take only the last set of the day further.',
      };
  const lift = (name: string, notes: string, own = { sets, reps }) => ({ name, ...own, notes });
  return [
    {
      title: 'Start here: goals, safety and your first weights',
      description: 'Find the weights to begin with and the signs to stop at.',
      moduleType: 'lesson',
      share: 0.5,
      content: {
        instructions:
          `What you are after: ${goalsOf(request, 'getting stronger')}. Warm up for five minutes, then raise the weight of each lift set by set until the last repetition slows down. ` +
          'One step below that is your first working weight. Write it down: every later step is counted from there.',
        keyPoints: [
          'Effort and warmth in the muscle are fine; sharp, pulling or radiating pain is not: stop the set and say so.',
          'Breathe in and brace before each repetition, breathe out past the hardest point.',
          'Two or three sessions a week with a day between them are enough to progress.',
        ],
      },
    },
    {
      title: novice ? 'Learn the basic lifts' : 'Sharpen the basic lifts',
      description: 'The positions that make squat, hinge, press and pull safe and strong.',
      moduleType: 'lesson',
      share: 0.75,
      content: {
        instructions:
          'Go through each lift with an empty bar or a broomstick, slowly, five repetitions at a time. Film one set from the side and compare it with the points below.',
        keyPoints: [
          'Squat: feet at shoulder width, knees over the toes, hips below the knees as far as the back stays flat.',
          'Deadlift: bar over the middle of the foot, back flat, push the floor away.',
          'Press: ribs down and glutes tight, so that the back does not arch; the bar travels in a straight line.',
          'Row: hinge, let the shoulder blades move first, elbows follow.',
        ],
      },
    },
    {
      title: 'Workout A: squat, bench press, row',
      description: 'The first of two workouts that take turns.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions: `${effort} Rest two minutes between sets. Log each set as you finish it: when all of them reach the top of the range, the next step up is suggested.`,
        exercises: [
          lift('Squat', 'Warm up with the empty bar and two lighter sets.'),
          lift('Bench press', 'Shoulder blades back and down, feet on the floor.'),
          lift('Barbell row', 'Back at the same angle from first to last repetition.'),
          lift('Plank', 'Seconds instead of repetitions.', { sets: 3, reps: '30-45 s' }),
        ],
      },
    },
    {
      title: 'Workout B: deadlift, overhead press, pull',
      description: 'The second workout, on the next training day.',
      moduleType: 'practice',
      share: 1,
      after: [1],
      content: {
        instructions: `${effort} Deadlifts tire more than anything else: one heavy set after the warm-up ones is enough at first.`,
        exercises: [
          lift('Deadlift', 'Set the bar down and brace anew for each repetition.', { sets: novice ? 1 : 3, reps: '5' }),
          lift('Overhead press', 'Squeeze the glutes; if the back arches, take less weight.'),
          lift('Lat pulldown', 'Or pull-ups, with a band where needed.'),
          lift('Lunge', 'Repetitions per leg.', { sets: 3, reps: '8' }),
        ],
      },
    },
    {
      title: 'How to progress, eat and recover',
      description: 'When to add weight, and what lets the body use the work.',
      moduleType: 'lesson',
      share: 0.4,
      content: {
        instructions:
          'Add the smallest step as soon as every working set met its target. Three failed tries at one weight mean going back to nine tenths of it and building up again.',
        keyPoints: [
          'Steps: 2.5 kg or 5 lb for the upper body, twice that for legs and hips.',
          'Protein: about 1.6 g for each kilogram of body weight a day, over three or four meals.',
          'Seven to nine hours of sleep do more than any extra exercise.',
        ],
      },
    },
    {
      title: 'Milestone: test your strength',
      description: 'A measured session after about four weeks.',
      moduleType: 'milestone',
      share: 1,
      after: [2, 3, 4],
      content: {
        instructions: `Warm up well and find the heaviest clean set of five in each lift; no grinding, no help. Compare with your first weights and with what you wanted: ${goalsOf(request, 'getting stronger')}.`,
        exercises: ['Squat', 'Bench press', 'Deadlift', 'Overhead press'].map((name) => ({
          name,
          sets: 1,
          reps: '5',
          notes: 'Heaviest clean set.',
        })),
      },
    },
  ];
}
