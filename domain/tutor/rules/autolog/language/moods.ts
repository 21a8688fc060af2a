/** The mood of a clause that reports no act of the user [AL3]. */
export type NonAct = 'asks' | 'supposes' | 'denies' | 'plans' | 'instructs' | 'quotes' | 'describes' | 'other_person';

/** Idioms that mean nothing, or the opposite of their words. They are removed before the mood is read. */
const IDIOMS =
  /\b(?:not gonna lie|not going to lie|can't lie|can't believe|couldn't believe|no joke|not bad|not too bad|not only|no problem|no issues?|no pain|no cap|thank you|thanks|you know what|you know|you guys|guess what|believe it or not|as planned|as usual|could only|only could|i have to say|have to admit|must say|must admit|i would say|i'd say|let me tell you|don't know why|(?:hit|reached|met|crushed|beat|smashed|achieved|past|exceeded) (?:my|the) (?:goal|target)|(?:want|need|would like|'d like) (?:you )?to (?=log\b)|without (?:a )?(?:pain|problems?|issues?|stopping|breaks?|rest)|(?:can|could|would|will) you (?:please )?(?=(?:log|record|track|save)\b)|that is|what a)\b/g;

const LEAD =
  '(?:(?:hey|so|and|but|ok|okay|also|then|please|well|um|uh|hi|hello|coach|now|just|yes|yeah|no|oh|thanks|or|because) )*';
const asks = new RegExp(
  `^${LEAD}(?:(?:should|can|could|would|will|shall|may|might|must|isn't|aren't|wasn't|don't|doesn't|can't|won't|shouldn't|couldn't|wouldn't|is|are|am|do|does|was|were) (?:i|we|you|he|she|it|they|that|this|these|those|my|your|the|anyone|someone|there)\\b` +
    "|(?:did|didn't|have|haven't|has|had) (?:i|we|you|he|she|it|they|anyone)\\b" +
    "|(?:why|how|what|what's|how's)\\b(?! i did\\b)|(?:when|where|which|who) (?:should|can|do|did|was|were|will|is|are|would|one|exercise|weight|muscles?)\\b|any (?:tips|advice|ideas?|suggestions?)\\b)" +
    '|\\b(?:is|are) (?:\\w+ )?(?:better|worse|harder|easier)\\b|\\b(?:vs|versus) \\d' +
    '|\\b(?:wonder|wondering|not sure (?:if|whether|what|how)|is it (?:ok|okay|fine|normal|bad))\\b',
);
const supposes = new RegExp(
  `^${LEAD}(?:if|what if|suppose|supposing|imagine|assuming|unless|say i|in case|whenever|until|pretend|let's say|when i (?:can|get|reach|am|do|start|finish|bench|run|squat)|before i|instead)\\b` +
    "|\\b(?:what if|i wish|wish i|hypothetically|in theory|as if|as though|would've|could've|should've|would have|could have|should have|dreamed|dreamt|if i|if only)\\b",
);
const plans =
  /\b(?:i'll|we'll|will|gonna|wanna|gotta|shall|should|must|would|might|may|let's|lets|let me|tomorrow|tomorow|tmrw|tmr|tmw|2moro|ima|i'ma|imma|finna|boutta|bout to|someday|upcoming|hopefully|i could|we could|(?:going|want|wants|wanted|like|love|hope|hoping|hoped|plan|planned|planning|need|needed|needs|intend|intended|aim|aimed|aiming|try|trying|tried|meant|supposed|about|ready|prepare|preparing|decided|due|scheduled|looking|willing|excited|have|has|remember|used) to|next (?:week|time|session|workout|month|year|day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|later (?:today|tonight|this)|(?:have|had) (?:\S+ ){1,8}left$|thinking (?:of|about)|plan(?:s|ning)? (?:on|for|is)|planned|aiming|(?:my|the|new|a) (?:goal|target)|goals?|target|i'd (?!done|just|already|finished|managed))\b|\bi'd$/;
/**
 * Words for something that remains or is still to come, unless the clause has a verb in the past tense: "next 3x8
 * squats", "10 minutes of yoga please".
 */
const toCome =
  /^(?:and |then )?(?:up )?next\b|^(?!.*\b(?:log|record|track|save|add|note)\b).*\bplease$|\b(?:still have|remaining|ready for|thinking|signed up|registered|starts? in|begins? in)\b|\b(?:left|later|soon|to go|(?<!just )now)$/;
const instructs =
  /^(?:please |now |first |then |always |never |you )*(?:do|try|give|show|tell|make|create|add|build|plan|design|suggest|recommend|explain|remind|change|update|replace|use|perform|complete|help|convert|calculate|compare|generate|schedule|delete|remove|undo|aim|keep|repeat|increase|lower|start|run|squat|deadlift \d|finish|remember|consider|go|get|switch|stick|warm|rest|practice|practise|study)\b|\b(?:to do|do)\b/;
/** Words that do report an act: "managed to do 3x8", "ended up doing". */
const DONE =
  /\b(?:(?:managed|able|got|had|happy|glad|proud) to (?:do|finish|complete|run|hit|get|bench|squat|deadlift)|(?:finished|done|ended up|completed|got done|finish) (?:doing|running|reading|studying|practicing|cycling|lifting|with))\b/g;
const quotes =
  /\b(?:says?|said|tells?|told|asked|calls? for|recommends?|recommended|suggests?|suggested|prescribe[sd]?|prescribed|according to|(?:the|my|this|a|today's|tomorrow's|training|workout) (?:plan|program|programme|routine|template|schedule)|program|programme|plan|template|assigned|for example|for instance|e\.g|example|wrote that|article|video|book says|read somewhere|(?:read|heard) (?:somewhere )?that(?! (?:book|article|chapter|one|paper|novel|story|for|in)\b))\b|^(?:u \/|@) \S+$/;
const describes = new RegExp(
  "\\b(?:used to|usually|normally|typically|always|often|sometimes|generally|regularly|every (?:day|week|morning|evening|night|other|monday|tuesday|wednesday|thursday|friday|saturday|sunday|time)|(?:once|twice|\\d+ (?:x|times)) (?:a|per) (?:day|week|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)days|(?:years?|months?) ago|last (?:year|month)|back in|in (?:college|school|high school|(?:19|20)\\d\\d)|as a (?:kid|teenager|child)|(?:i|we|i've) once|max is|record is|best is|can (?:do|run|bench|squat|deadlift|press|lift|read)|currently)\\b" +
    '|\\b(?:is|are|equals|means|weighs?|weighed|lost|gained|costs|contains|includes|requires|burned|ate|drank|slept|drove|waited|watched tv|paid|bought|spent \\$|(?:set|setting|started) (?:a|an|the|my) (?:timer|alarm|reminder))\\b',
);
/** Words for something that was seen or heard but not done. Watching something that teaches counts as study. */
const attends = /\b(?:watched|watching|listened|listening) /;
export const TEACHES = /\b(?:lectures?|lessons?|videos?|tutorials?|courses?|class|webinars?|documentary)\b/;
/** A habit is often mentioned at the end: "bench 100 every monday". */
const atTheEnd =
  /\b(?:every (?:day|week|morning|evening|night|other|\w+day)|(?:a|per) (?:day|week|month)(?! ago)|usually|(?:years?|months?) ago|last (?:year|month)|in (?:college|school|high school)|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b/;
/** Words for something that is done in general, or is being done now. */
const present =
  /^(?:my|our) (?:\w+ ){1,3}(?:is|are)\b|\b(?:i'm|i am|we're) (?:\S+ ){1,4}into\b|\b(?:sounds|seems|looks)\b|\b(?:i|we) (?:only |just |also |still )?(?:do|run|bench(?! pressed)|squat|deadlift|press|curl|row|cycle|bike|walk|swim|practice|practise|study|lift|play|go|train|weigh|can)\b|\b(?:i'm|i am|we're|am|been|keep|kept) (?:still |now |just |currently )?\w+ing\b|(?:^|(?:just|still) )(?:doing|starting|trying|beginning)\b/;
const denies =
  /\b(?:\w+n't|cannot|dont|didnt|cant|wont|wasnt|havent|couldnt|shouldnt|wouldnt|isnt|aint|arent|hasnt|hadnt|doesnt|not|never|without|skipped|skip|skipping|missed|failed|unable|forgot|instead of|rather than|avoided|neither|nor|gave up|quit|cancell?ed|bailed|hardly|nobody|none|zero)\b|\bno (?:\d|bench|squats?|deadlifts?|push|pull|sets?|reps?|workout|gym|training|run|running|exercise|time|cardio|legs?)|\bno$/;
const deniesAfter =
  /\b(?:didn't|did not|never|couldn't|wasn't able to|weren't) (?:happen|do|finish|make|get|complete|work|log|it)\b|\b(?:almost|nearly) (?:ran|did|hit|got|made|swam|rode|read|\w+ed)\b|\b(?:wasn't|weren't|was not|were not) \d|\b(?:failed|no lift)$|\b(?:skipped|cancelled|canceled|postponed|not done|undone)\b/;

/** Return the text without idioms, as it counts for moods. */
export function withoutIdioms(text: string): string {
  return text.replace(IDIOMS, ' ').replace(/ {2,}/g, ' ').trim();
}

/**
 * Return the mood of one clause from its own words, or undefined if the words could report an act. `lead` is the text
 * before the first number or exercise, because words after it ("3x8, not bad") mostly do not change whether the act was
 * done. `verb` says whether the clause has a verb in the past tense.
 */
export function moodOf(text: string, lead: string, verb: boolean): NonAct | undefined {
  const clean = withoutIdioms(text).replace(DONE, 'did');
  const before = withoutIdioms(lead).replace(DONE, 'did');
  if (asks.test(clean)) return 'asks';
  if (supposes.test(before)) return 'supposes';
  if (denies.test(before) || deniesAfter.test(clean)) return 'denies';
  if (plans.test(clean) || (!verb && toCome.test(clean))) return 'plans';
  if (quotes.test(before)) return 'quotes';
  if (instructs.test(before) || /^(?:do|run) \d/.test(clean)) return 'instructs';
  if (attends.test(clean) && !TEACHES.test(clean)) return 'describes';
  return describes.test(before) || present.test(clean) || atTheEnd.test(clean) ? 'describes' : undefined;
}
