export type Kind = 'strength' | 'running' | 'language' | 'music' | 'programming' | 'study';

/**
 * Words that show the kind of a topic. The first kind that matches is used, so the order matters: "learn to code
 * Python" is programming, not a language, and "guitar strength" is music.
 */
const stems: readonly [Kind, RegExp][] = [
  [
    'programming',
    /\b(?:program(?:ming)?|cod(?:e|ing)|python|javascript|typescript|java|rust|golang|kotlin|swift|sql|html|css|react|node(?:js)?|software|web dev\w*|algorithms?|data structures?|machine learning|devops|git)\b|c\+\+|c#/,
  ],
  [
    'music',
    /\b(?:music|guitar|piano|violin|cello|ukulele|drum\w*|bass guitar|flute|saxophone|trumpet|sing(?:ing)?|chords?|keyboard playing)\b/,
  ],
  [
    'strength',
    /\b(?:strength|weights?|weightlifting|powerlifting|bodybuilding|hypertrophy|muscles?|lifting|gym|calisthenics|barbell|kettlebell|bench press|squats?|deadlifts?|push-?ups?|pull-?ups?|workouts?)\b/,
  ],
  ['running', /\b(?:run(?:ning|ner)?|jog(?:ging)?|marathon|half-marathon|5 ?k|10 ?k|couch to|endurance run\w*)\b/],
  [
    'language',
    /\b(?:language|english|spanish|french|german|italian|portuguese|dutch|swedish|norwegian|danish|polish|russian|ukrainian|turkish|arabic|hebrew|hindi|chinese|mandarin|japanese|korean|vietnamese|greek|latin|vocabulary|grammar|deutsch|español|français)\b/,
  ],
];

/**
 * Words which show that a topic such as "French history" or "muscle anatomy" is a field of study, not a language or
 * training.
 */
const KNOWLEDGE =
  /\b(?:history|revolution|literature|philosophy|politics|cuisine|cooking|art|architecture|mythology|empire|wars?|anatomy|physiology|biology|economics|law)\b/;

export function kindOf(topic: string): Kind {
  const words = topic.normalize('NFKC').toLowerCase();
  if (KNOWLEDGE.test(words)) return 'study';
  return stems.find(([, pattern]) => pattern.test(words))?.[0] ?? 'study';
}
