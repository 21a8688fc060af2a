import { goalsOf, isNew } from './types.ts';
import type { Draft, OutlineRequest } from './types.ts';

export function languageOutline(request: OutlineRequest): Draft[] {
  const novice = isNew(request);
  const wanted = goalsOf(request, 'speaking with people');
  return [
    {
      title: 'Sounds and spelling',
      description: novice ? 'Hear the sounds first, then read them.' : 'Find the sounds that still give you away.',
      moduleType: 'lesson',
      share: 0.6,
      content: {
        instructions: `What you are after: ${wanted}. Listen to one minute of natural speech three times. Then repeat it sentence by sentence, recording yourself, and compare.`,
        keyPoints: [
          'List the sounds your own language does not have; practise each in three short words.',
          'Learn every new word by ear before by eye.',
          'Rhythm and stress help others to understand you more than perfect single sounds.',
        ],
      },
    },
    {
      title: novice ? 'The hundred words you will use today' : 'Words for what you want to talk about',
      description: 'A core of words, learnt so that they stay.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions:
          'Take ten words at a time. Make a sentence about your own life with each, say it aloud, and recall all ten after ten minutes, after a day and after a week.',
        keyPoints: [
          novice
            ? 'Begin with I, you, want, have, go, can, please, where, how much, thank you.'
            : `Collect words around: ${wanted}.`,
          'Recalling works better than reading again: cover the answer, then check.',
          'Learn phrases, not single words: "I would like …" carries a hundred requests.',
        ],
      },
    },
    {
      title: 'The shape of a sentence',
      description: 'Word order, questions, no, and the forms of the commonest verbs.',
      moduleType: 'lesson',
      share: 0.75,
      content: {
        instructions:
          'Write six sentences about your day: two statements, two questions, two with "not". Change each into yesterday and tomorrow. Say them without looking.',
        keyPoints: [
          'Where does the verb stand in a statement, and where in a question?',
          'Which ten verbs are irregular and used all day?',
          'Notice a rule in three examples before you look it up.',
        ],
      },
    },
    {
      title: 'Conversations you will really have',
      description: 'Greeting, asking, ordering, making plans: spoken, not read.',
      moduleType: 'practice',
      share: 1,
      content: {
        instructions:
          'Take one situation. Play both sides aloud, then play it with your tutor in the chat or by voice, answering without preparation. Note what you could not say, find it out, and play it again.',
        exercises: [
          { name: 'Introduce yourself', sets: 3, notes: 'Each time with one more detail.' },
          { name: 'Order and pay', sets: 3, notes: 'Once with a complication: it is sold out.' },
          { name: novice ? 'Ask for the way' : 'Tell what happened last weekend', sets: 3 },
        ],
      },
    },
    {
      title: 'Listening and reading every day',
      description: 'Ten minutes a day of what you mostly understand.',
      moduleType: 'practice',
      share: 0.75,
      after: [1],
      content: {
        instructions:
          'Choose a text or recording in which you know nine words of ten. Listen or read once for the story, once for three new phrases, and tell it back in your own words.',
        keyPoints: [
          'Too hard teaches little: take something easier rather than a dictionary.',
          'The same text three times beats three texts once.',
        ],
      },
    },
    {
      title: 'Check: what stays',
      description: 'Recall without help what the first modules were about.',
      moduleType: 'quiz',
      share: 0.4,
      after: [2, 3],
      content: {
        instructions:
          'Without notes: twenty words, six sentences in three times, and one minute about yourself. What is missing goes back into review.',
      },
    },
    {
      title: 'Milestone: five minutes of conversation',
      description: 'Speak with somebody who does not know your own language well.',
      moduleType: 'milestone',
      share: 1,
      after: [3, 4, 5],
      content: {
        instructions: `Five minutes, only in the new language, with a partner or the tutor by voice. Afterwards note three things that went well and three to work on. What you wanted: ${wanted}.`,
      },
    },
  ];
}
