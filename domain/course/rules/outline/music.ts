import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function musicOutline(request: OutlineRequest): Draft[] {
  const novice = isNew(request);
  const wanted = goalsOf(request, 'playing a piece you love');
  return [
    {
      title: novice ? 'Posture, tuning and a first sound' : 'Posture and tone, looked at anew',
      description: 'A free body and a clear tone before anything fast.',
      moduleType: 'lesson',
      share: 0.6,
      content: {
        instructions: `What you are after: ${wanted}. Tune, sit or stand so that shoulders and jaw are loose, and play one note ten times, listening to how it begins and ends. Record it; this is what you compare with later.`,
        keyPoints: [
          'Tension is the first thing to notice and to let go: pause whenever it comes.',
          'Pain is a reason to stop for the day.',
          'Ten minutes every day beat an hour once a week.',
        ],
      },
    },
    {
      title: 'Rhythm with a metronome',
      description: 'Playing in time, slowly, is the skill all others stand on.',
      moduleType: 'practice',
      share: 0.75,
      content: {
        instructions:
          'Clap first, then play on one note. Raise the tempo by four beats a minute only after three clean repeats in a row.',
        exercises: [
          { name: 'Quarter notes', sets: 3, reps: '1 min', notes: 'At 60 beats a minute.' },
          { name: 'Eighth notes', sets: 3, reps: '1 min', notes: 'Count aloud: one and two and.' },
          { name: novice ? 'Rests' : 'Off-beats', sets: 3, reps: '1 min', notes: 'The silence is played too.' },
        ],
      },
    },
    {
      title: novice ? 'Your first scale and three chords' : 'Scales and changes in two keys',
      description: 'The notes most songs are made of.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions:
          'Slow enough to make no mistake; a mistake repeated is a mistake learnt. Name each note or chord as you play it.',
        exercises: [
          { name: 'Major scale', sets: 5, reps: 'up and down', notes: 'Even tone, even time.' },
          {
            name: 'Change between two chords',
            sets: 4,
            reps: '1 min',
            notes: 'Count the clean changes and log them. On a melody instrument: broken chords.',
          },
        ],
      },
    },
    {
      title: 'Listening and reading',
      description: 'Train the ear along with the eye.',
      moduleType: 'lesson',
      share: 0.5,
      after: [1],
      content: {
        instructions:
          'Sing a note, then find it on the instrument. Do the same with the first line of a song you know. Then read four bars you have never seen, at half the speed you think right, without stopping.',
        keyPoints: [
          'Sing what you play: what the ear knows, the hand finds sooner.',
          'Look one beat ahead.',
          'A wrong note in time is better than the right one late.',
        ],
      },
    },
    {
      title: 'Your first piece, part by part',
      description: 'Learn one real piece well.',
      moduleType: 'practice',
      share: 1,
      after: [2, 3],
      content: {
        instructions:
          'Divide the piece into parts of two to four bars. Begin with the hardest. Play each slowly until it is right five times in a row, then join it to its neighbour. End every session by playing through what you can, without stopping.',
        keyPoints: [
          'Practise the joint between two parts as a part of its own.',
          'Come back to yesterday’s part first: forgetting a little and recalling is what makes it stay.',
        ],
      },
    },
    {
      title: 'Look back: what practice worked',
      description: 'Compare your recordings and adjust.',
      moduleType: 'reflection',
      share: 0.3,
      content: {
        instructions:
          'Listen to the first recording and to a new one. Write down what has become better, what you avoid, and the one thing to practise next week.',
      },
    },
    {
      title: 'Milestone: play it for someone',
      description: 'A performance, however small.',
      moduleType: 'milestone',
      share: 0.75,
      content: {
        instructions: `Play the whole piece for one listener or record it in one take. Breathe, count a bar in, and do not stop for mistakes. What you wanted: ${wanted}.`,
      },
    },
  ];
}
