import { describe, expect, it } from 'vitest';
import { detect } from '../../domain/rules/autolog.ts';

const METRIC = { weight: 'kg', distance: 'km' } as const;
const CONTEXT = { currentExercise: 'bench_press', weight: '60kg', repsCompleted: 8 };

/** [AL3] None of these is a log, with or without something at hand to complete it. */
const none: { readonly [why: string]: string[] } = {
  'a question': [
    'should I do 3x8?',
    'can you do 3x8?',
    'did I do 3x8 bench at 60kg?',
    'did you do 3x8 at 60kg?',
    'is 3x8 at 60kg good',
    'bench 3x8 at 60kg?',
    'bench 3x8 at 60kg, squats 5x5 at 100kg?',
    'what about 3x8 at 60kg',
    'how many sets of 8 at 60kg should I do',
    'Should I do 3x8, 5x5 or 10x3?',
    'I wonder whether I should have done 3x8 at 60kg',
    'why is bench 3x8 at 60kg so hard for me?',
    'was 3x8 at 60kg enough?',
  ],
  'a plan': [
    "tomorrow I'll run 5k",
    'I want to bench 200',
    'I want to bench 100kg for 5, squat 140kg for 5 and run 5k',
    "I'm going to do 3x8 bench at 60kg",
    'gonna run 5k',
    'bench 3x8 at 60kg tomorrow',
    'next week bench 3x8 at 62.5kg',
    'planning to read for 30 minutes',
    'my goal is bench 100kg x 5',
    'I need to study for 2 hours',
    "let's do 3x8 at 60kg",
    'I hope to run 5k in 25:00',
    'about to run 5k',
    'I tried to do 3x8 at 60kg',
    'Plan for tomorrow:\n- deadlift 3x5 at 120kg\n- run 5k',
  ],
  'a supposition': [
    'what if I did 3x8',
    'if I did 3x8 at 60kg, would I grow?',
    'suppose I ran 5k every day',
    "I could've done 3x8 at 60kg",
    'I wish I ran 5k',
    'imagine I benched 100kg for 5',
    'when I bench 100kg for 5 I will be happy',
  ],
  'a denial': [
    "I didn't do my squats",
    "I didn't do 5x5 squats at 100kg",
    'I did not run 5k',
    'never benched 100kg for 5',
    "couldn't finish 3x8 at 60kg",
    'skipped bench 3x8 at 60kg',
    'no 5x5 squats at 100kg today',
    "I haven't done 3x8 at 60kg yet",
    "squats 5x5 at 100kg didn't happen",
    'missed my 5k run',
  ],
  'someone else': [
    'my brother benched 100',
    'my brother benched 100kg for 5 and squatted 140kg for 5',
    'he did 3x8 at 60kg',
    'she ran 5k in 20:00',
    'John benched 100kg for 5',
    'Ronnie Coleman deadlifted 360kg for 2',
    'you did 3x8 at 60kg',
    'the guy next to me benched 140kg for 5',
    'my coach did 20 pull-ups',
    "john's bench 100kg x 5",
    'they read for 30 minutes',
    'Arnold said "I benched 440 lbs for 8"',
    'got a text: "ran 10k in 45:00"',
    'he did “I benched 100kg for 5”',
  ],
  'a verb that here is no sport': [
    'ran a meeting for 60 minutes',
    'ran errands for 2 hours',
    'ran out of time, 20 minutes left',
    'ran into a friend for 10 minutes',
    'ran a script for 10 minutes',
    'ran late 15 minutes',
    'rode the bus for 30 minutes',
    'rode the train home for 30 minutes',
    'curled up with a book for 30 minutes',
    'trained my dog for 30 minutes',
    'trained a new hire for 2 hours',
    'walked into work 20 minutes late',
    'watched football for 90 minutes',
    'watched 90 minutes of football',
    'listened to a podcast about running for 30 minutes',
  ],
  'an instruction or a program': [
    'the plan says 3x8',
    'my program calls for bench 3x8 at 60kg',
    'do 3x8 bench at 60kg',
    'give me a plan with 3x8 bench at 60kg',
    'my coach told me to do 3x8 at 60kg',
    'you should do 3x8 bench at 60kg',
    "today's workout is bench 3x8 at 60kg",
    'create a workout: bench 3x8 at 60kg',
    '> bench 3x8 at 60kg',
    'remind me to run 5k',
  ],
  'a habit, a state or an ability': [
    'I used to bench 225',
    'I usually bench 3x8 at 60kg',
    'every monday I bench 3x8 at 60kg',
    'I bench 100kg for 5 every monday',
    'I bench 100kg for 5',
    'I run 5k',
    'I can do 20 pull-ups',
    'my max is 100kg for 5',
    'years ago I benched 140kg for 5',
    'in 2019 I ran 5k in 20:00',
    'I weigh 80 kg',
    'I slept 8 hours',
    "I'm doing 3x8 at 60kg",
    'lost 5kg in 3 weeks',
  ],
  'nothing done': [
    'hello',
    '3',
    '',
    '   ',
    'thanks!',
    'bench press',
    'that was hard',
    '3x8',
    '3 x',
    'ran',
    '5:30',
    'I have 3 kids',
    'see you at 7:30',
    'x x x',
  ],
};

describe.each(Object.entries(none))('[AL3] %s is no log', (_why, messages) => {
  it.each(messages)('%j', (message) => {
    expect(detect(message, undefined, METRIC)).toEqual([]);
  });
});

describe.each(Object.entries(none).filter(([why]) => why !== 'nothing done'))(
  '[AL3] %s is no log in a running exercise either',
  (_why, messages) => {
    it.each(messages)('%j', (message) => {
      expect(detect(message, CONTEXT, METRIC)).toEqual([]);
    });
  },
);
