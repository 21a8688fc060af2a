import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function programmingOutline(request: OutlineRequest): Draft[] {
  const novice = isNew(request);
  const { topic } = request;
  const wanted = goalsOf(request, 'building something that works');
  return [
    {
      title: 'Set up and run something',
      description: 'A working place to try things in, within one session.',
      moduleType: 'lesson',
      share: 0.75,
      content: {
        instructions: `What you are after: ${wanted}. Install what ${topic} needs, run the smallest example, change one thing in it, and see what happens. Put the folder under version control from the first day.`,
        keyPoints: [
          'Make the way from a change to its result take seconds.',
          'Read error messages from the first line; they say where.',
          'Commit each time something works.',
        ],
      },
    },
    {
      title: novice ? 'Values, names and decisions' : 'The core model',
      description: novice ? 'The pieces every program is made of.' : 'The few ideas everything else follows from.',
      moduleType: 'lesson',
      share: 1,
      content: {
        instructions:
          'Predict what each small example does before you run it, and write the prediction down. Where you were wrong is where to look closer.',
        keyPoints: novice
          ? [
              'A variable is a name for a value.',
              'Conditions choose, loops repeat.',
              'A function is a piece of work with a name, inputs and a result.',
            ]
          : [
              'Which data are there, who may change them, and when?',
              'What does it cost in time and memory?',
              'What happens when it fails halfway?',
            ],
      },
    },
    {
      title: 'Exercises: small and complete',
      description: 'Three programs, each finished.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions:
          'Write each without looking anything up for ten minutes, then look up what is missing. Finish one before beginning the next.',
        exercises: novice
          ? [
              { name: 'Guess the number', notes: 'Input, a loop, a condition.' },
              { name: 'Count the words of a text', notes: 'Lists or maps.' },
              { name: 'Convert units', notes: 'Functions with inputs and results; refuse what makes no sense.' },
            ]
          : [
              { name: 'Read, transform and write a real file', notes: 'Stream it; handle the broken line.' },
              { name: 'A cache with a limit', notes: 'Decide what is dropped, and prove it with a test.' },
              { name: 'A client for a public interface', notes: 'Time-outs, retries, and an honest error.' },
            ],
      },
    },
    {
      title: 'Debugging and tests',
      description: 'Finding out instead of guessing.',
      moduleType: 'practice',
      share: 0.75,
      content: {
        instructions:
          'Take one of your programs and break it in a way you will have forgotten tomorrow. Next day, reproduce the fault with the smallest input, write a test that fails because of it, then mend it.',
        keyPoints: [
          'Halve the place where the fault can be, again and again.',
          'Change one thing at a time.',
          'A test is named for what a user would miss.',
        ],
      },
    },
    {
      title: 'Read code written by others',
      description: 'The fastest way to better habits.',
      moduleType: 'lesson',
      share: 0.5,
      after: [1],
      content: {
        instructions: `Choose a small, well-kept project about ${topic}. Follow one feature from its entry to its result and draw the way. Note two things to take over and one you would do differently.`,
      },
    },
    {
      title: 'Check: explain it',
      description: 'What you can explain simply, you know.',
      moduleType: 'quiz',
      share: 0.3,
      after: [2, 3],
      content: {
        instructions:
          'Without looking anything up, explain the ideas of the first modules to your tutor in the chat, each in three sentences with an example. Gaps become reviews.',
      },
    },
    {
      title: 'Milestone: a project of your own',
      description: 'Small, useful to you, and finished.',
      moduleType: 'milestone',
      share: 2,
      after: [3, 4, 5],
      content: {
        instructions: `Describe it in three sentences, cut that by half, then build it: the thinnest version that works from end to end first. Done means: someone else could run it from your notes. What you wanted: ${wanted}.`,
      },
    },
  ];
}
