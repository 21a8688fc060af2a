import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function studyOutline(request: OutlineRequest): Draft[] {
  const { topic } = request;
  const wanted = goalsOf(request, `understanding ${topic} well enough to use it`);
  return [
    {
      title: `A map of ${topic}`,
      description: 'What it is about, how its parts hang together, and where you stand.',
      moduleType: 'lesson',
      share: 0.6,
      content: {
        instructions: `What you are after: ${wanted}. Before reading anything, write down for five minutes what you know about ${topic} and what you want to know. Then skim one good overview and draw its parts on one page.`,
        keyPoints: [
          'Questions first: what you look for, you find.',
          'Three to six big parts are enough for a map.',
          'Mark each part: new, half known, known.',
        ],
      },
    },
    {
      title: isNew(request) ? 'First principles and basic terms' : 'Foundations: close the gaps',
      description: 'The handful of ideas everything else leans on.',
      moduleType: 'lesson',
      share: 1,
      content: {
        instructions:
          'Take the ideas one by one: read, close the source, write the idea in your own words with an example of your own, compare, correct.',
        keyPoints: [
          'An idea you can not give an example of is not yet yours.',
          'Put each term on a card with a question, not a definition, on its front.',
        ],
      },
    },
    {
      title: 'Practice: solve, apply, make',
      description: 'Use the ideas on real cases.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions: `Choose three tasks about ${topic}: one a little too easy, one right, one a little too hard. Try each for ten minutes before looking for help. Afterwards note what gave you the solution.`,
        keyPoints: [
          'Mix kinds of task: it feels harder and lasts longer.',
          'Look at solutions to learn the step you missed, then redo the task without them.',
        ],
      },
    },
    {
      title: 'Go deeper into one part',
      description: 'The part of the map that matters most for your goal.',
      moduleType: 'lesson',
      share: 1,
      content: {
        instructions: `Of the map's parts choose the one nearest to: ${wanted}. Work through one thorough source about it, and prepare a five-minute explanation with one drawing.`,
      },
    },
    {
      title: 'Check: recall without help',
      description: 'A short test of what stays.',
      moduleType: 'quiz',
      share: 0.4,
      after: [1, 2],
      content: {
        instructions:
          'On an empty page: redraw the map, give each basic term an example, redo the task that was right for you. What is missing goes into review: tomorrow, in three days, in a week.',
      },
    },
    {
      title: 'Look back',
      description: 'What worked in your way of learning.',
      moduleType: 'reflection',
      share: 0.25,
      content: {
        instructions:
          'Compare your first notes with what you know now. Which sessions taught most, and why? What will you do differently, and what is the next question?',
      },
    },
    {
      title: 'Milestone: teach it',
      description: 'Explain it to someone and answer their questions.',
      moduleType: 'milestone',
      share: 1,
      after: [3, 4],
      content: {
        instructions: `Explain ${topic} to a friend or to your tutor in ten minutes, then answer questions. Write down each one you could not answer: these are the modules that come next.`,
      },
    },
  ];
}
