import { exerciseAt } from './exercises.ts';
import type { Token } from './tokens.ts';

/**
 * Verbs in the past tense that report an act. Verbs with the same form in the present (`read`, `hit`, `put`) count as
 * past.
 */
const PAST = new Set(
  (
    'did done finished completed hit got managed performed logged knocked crushed smashed nailed banged cranked repped ripped pushed pulled put made ' +
    'pressed lifted read studied practiced practised scored played reviewed wrote learned learnt meditated journaled journalled reflected trained exercised ' +
    "worked went spent watched attended took rehearsed drilled memorized memorised felt hurt tweaked strained earned received aced passed had pr'd coded " +
    'started warmed maxed failed repeated added increased dropped covered clocked ground grinded cranked survived'
  ).split(' '),
);
const OWN = /^(?:i|we|i've|we've|i'd|im|ive|i'm)$/;
const OTHERS =
  /^(?:he|she|they|you|someone|somebody|everyone|everybody|anyone|people|his|her|hers|their|your|him|them|he's|she's|they've|you've|he'd|she'd|they'd|who|it)$/;
const PERSON =
  /^(?:brother|sister|friends?|buddy|bro|dad|father|mom|mum|mother|son|daughter|wife|husband|girlfriend|boyfriend|partner|coach|trainer|instructor|teacher|tutor|boss|colleague|coworker|roommate|neighbou?r|cousin|uncle|aunt|guy|dude|kid|kids|child|team|teammate|gf|bf|spouse|nephew|niece|client|student|grandma|grandpa|doctor|physio|man|woman|girl|boy|athlete|champion)$/;

/** Words that may stand before a verb without being its subject. */
const NEUTRAL = new Set(
  (
    'just also then today tonight this morning afternoon evening noon night earlier now already finally again only so and ok okay yes yeah yep yup yay woohoo woo ' +
    'hey hi hello coach well alright right lol haha wow ugh phew oof boom omg done all total the a an my at in on to for with of after before during from by ' +
    'gym home session workout training warm warmup up first second third fourth fifth last final next set sets rep reps round main accessory yesterday day days week ' +
    'ago monday tuesday wednesday thursday friday saturday sunday weekend quickly slowly actually really basically literally somehow even still not too very ' +
    'good great nice solid awesome amazing tough hard easy new update log record result results note one ones think guess believe honestly anyway super quick ' +
    'either both have had has been was were that there here as what which when while because since if until time lunch work breakfast dinner class school break ' +
    "never couldn't didn't almost nearly about around probably maybe legs arms chest leg arm push pull upper lower body cardio rest sorry oops btw fyi " +
    'back shoulder shoulders knee knees hip hips elbow elbows wrist wrists neck hamstring hamstrings groin calf calves ankle ankles quad quads lat lats glutes biceps triceps form ' +
    'it please progress report status summary entry story short end though later other two three four five lesson chapter module unit quiz test exam topset backoff amrap superset burnout'
  ).split(' '),
);

/** Return whether a word is so common that it is never part of an exercise's name. */
export function isCommon(word: string): boolean {
  return (
    NEUTRAL.has(word) ||
    PAST.has(word) ||
    OWN.test(word) ||
    /^(?:my|your|some|kg|kgs|lb|lbs|kilos?|pounds?|reps?|sets?|heavy|light|few|more|with|x|bw)$/.test(word)
  );
}

interface Subject {
  /** Whether a verb in the past tense reports an act. */
  verb: boolean;
  /** Whether the subject is "I" or "we". */
  own: boolean;
  /** Whether the subject is another person. */
  other: boolean;
}

/**
 * Find the subject of a clause in the words before its verb or, if there is no verb, before its first number or
 * exercise.
 */
export function subjectOf(tokens: readonly Token[], core: number): Subject {
  const verb = tokens.findIndex((token, index) => PAST.has(token.text) || exerciseAt(tokens, index)?.past === true);
  const lead = tokens.slice(0, verb === -1 ? core : Math.min(verb, core));
  const own = lead.findLastIndex((token) => OWN.test(token.text));
  const others = lead.findLastIndex((token, index) => isOther(token, lead[index - 1], lead[index - 2]));
  const stranger =
    verb > 0 &&
    own === -1 &&
    lead.some((token, index) => token.kind === 'word' && !NEUTRAL.has(token.text) && !isExercise(lead, index));
  return { verb: verb !== -1, own: own > others, other: others > own || stranger };
}

function isOther(token: Token, before: Token | undefined, second: Token | undefined): boolean {
  if (OTHERS.test(token.text)) return token.text !== 'it';
  if (PERSON.test(token.text))
    return (
      ![before?.text, second?.text].includes('with') &&
      !/^(?:hey|hi|hello|thanks|ok|,)$/.test(before?.text ?? '') &&
      before !== undefined
    );
  return (
    token.text.endsWith("'s") &&
    !/^(?:today|it|that|here|there|what|let|how|yesterday|morning|week|when|tonight|farmer)'s$/.test(token.text)
  );
}

function isExercise(tokens: readonly Token[], index: number): boolean {
  for (let from = Math.max(0, index - 4); from <= index; from += 1) {
    if ((exerciseAt(tokens, from)?.length ?? 0) > index - from) return true;
  }
  return false;
}
