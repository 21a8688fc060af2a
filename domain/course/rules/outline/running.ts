import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function runningOutline(request: OutlineRequest): Draft[] {
  const novice = isNew(request);
  const wanted = goalsOf(request, 'going further with less effort');
  return [
    {
      title: 'Find your easy pace',
      description: 'The pace most of your training happens at, and how to know it.',
      moduleType: 'lesson',
      share: 0.6,
      content: {
        instructions: `What you are after: ${wanted}. Go out for twenty minutes at a pace at which you could speak in whole sentences, ${novice ? 'walking whenever you could not' : 'and note pace and pulse'}. That is easy, and it is slower than most think.`,
        keyPoints: [
          'Four fifths of all training is easy; hard days are few and far apart.',
          'Add no more than a tenth of time or distance a week.',
          'Pain that grows while you move, or is one-sided, ends the session.',
        ],
      },
    },
    {
      title: novice ? 'First sessions: walk and run' : 'Base: three easy sessions',
      description: 'Time on your feet comes before speed.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions:
          'Warm up with five minutes of walking. Log distance and time of each session; comparing is for later.',
        exercises: [
          novice
            ? { name: 'Run', sets: 8, reps: '1 min', notes: 'Two minutes of walking after each.' }
            : { name: 'Run', sets: 1, reps: '30-40 min', notes: 'Easy all the way.' },
          { name: 'Walk', sets: 1, reps: '5 min', notes: 'To end with.' },
        ],
      },
    },
    {
      title: 'Technique and strength that prevent injury',
      description: 'Short steps, and ten minutes of strength twice a week.',
      moduleType: 'practice',
      share: 0.5,
      after: [0],
      content: {
        instructions:
          'After an easy session, do the round below twice. Then run four times 60 m, relaxed and quick, with a full rest between.',
        keyPoints: [
          'Land below the hips, not in front of them.',
          'About 170 to 180 steps a minute; look ahead, shoulders low.',
        ],
        exercises: [
          { name: 'Calf raise', sets: 2, reps: '15', notes: 'One leg at a time if two are easy.' },
          { name: 'Lunge', sets: 2, reps: '10', notes: 'Per leg.' },
          { name: 'Plank', sets: 2, reps: '30-45 s' },
        ],
      },
    },
    {
      title: novice ? 'Longer running, shorter walking' : 'Intervals and tempo',
      description: 'The one harder session of the week.',
      moduleType: 'practice',
      share: 1,
      after: [1, 2],
      content: {
        instructions:
          'Ten minutes easy first. The effort is the same from the first repeat to the last: if the last is the slowest, the first was too fast.',
        exercises: novice
          ? [{ name: 'Run', sets: 5, reps: '3 min', notes: 'Ninety seconds of walking after each.' }]
          : [
              { name: 'Run', sets: 6, reps: '400 m', notes: 'Hard but even; two minutes easy between.' },
              {
                name: 'Run',
                sets: 1,
                reps: '15-20 min',
                notes: 'On another day: comfortably hard, single words only.',
              },
            ],
      },
    },
    {
      title: 'The long one',
      description: 'Once a week, slow and steady.',
      moduleType: 'practice',
      share: 1.5,
      after: [1],
      content: {
        instructions:
          'Start slower than easy and stay there. Drink when thirsty; beyond 75 minutes take 30 to 60 g of carbohydrate an hour. Every fourth week make it a third shorter.',
        exercises: [
          { name: 'Run', sets: 1, reps: novice ? '30 min' : '60-90 min', notes: 'With walking breaks if needed.' },
        ],
      },
    },
    {
      title: 'Milestone: a measured distance',
      description: 'See what the weeks have done.',
      moduleType: 'milestone',
      share: 1,
      after: [3, 4],
      content: {
        instructions: `Two easy days before. Cover ${novice ? '5 km' : 'your goal distance or 10 km'}, the first third held back, and log distance and time. What you wanted: ${wanted}.`,
        exercises: [
          { name: 'Run', sets: 1, reps: novice ? '5 km' : '10 km', notes: 'Even pace, last kilometre the fastest.' },
        ],
      },
    },
  ];
}
