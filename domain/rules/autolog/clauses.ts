export interface Clause {
  /** the exact words */
  text: string;
  /** where they begin in the message, in UTF-16 units */
  start: number;
  /** Only `act` may be logged [AL3]. */
  kind: 'act' | 'question' | 'plan' | 'denial' | 'other_person' | 'supposition' | 'instruction';
}

/** A message is cut at sentence ends, line breaks, and where a conjunction or comma begins another statement. */
const BOUNDARY =
  /[.!?;]+(?=\s|$)|\n+|,?\s+(?:but|then|because|so)\s+(?=\p{L})|,\s+(?:and\s+)?(?=(?:is|are|was|should|shall|can|could|would|will|do|does|did|how|what|why|when|where|which|i|my|tomorrow|next)\b)|\s+and\s+(?=(?:i|then|tomorrow|next|ran|run|did|cycled|biked|swam|rowed|read|studied|practi[sc]ed|walked|benched|squatted|deadlifted|want|will|plan)\b)/giu;

const QUESTION =
  /^(?:should|shall|can|could|would|will|do|does|is|are|am|was|were|how|what|why|when|where|which|who|may|might)\b(?!.*\bi (?:did|ran)\b)/i;
const DENIAL =
  /\b(?:didn'?t|did not|don'?t|do not|haven'?t|have not|hasn'?t|couldn'?t|could not|can'?t|cannot|wasn'?t able|never|skipped|missed|failed to|no (?:workout|run|training))\b/i;
const PLAN =
  /\b(?:tomorrow|tonight|next (?:week|time|session|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|later|i'?ll|i will|i'?m going to|going to|gonna|plan(?:ning|ned)? (?:to|on|for)?|want to|wanna|would like|like to|hope to|aim(?:ing)? (?:to|for)|try to|trying to|need to|have to|must|goal is|thinking (?:of|about)|about to|intend|let'?s|let me|supposed to|ready to)\b/i;
const SUPPOSITION =
  /\b(?:if|what if|suppose|imagine|would have|could have|might have|should have|maybe|perhaps|wish|in theory|used to|back in|years ago)\b/i;
const INSTRUCTION =
  /^(?:please\s+)?(?:log|add|give me|show me|tell me|write|make|create|explain|suggest|recommend|remind)\b|\b(?:the|my|this|your) (?:plan|program|programme|schedule|routine|coach|book|app|video|article) (?:says?|calls|wants|has|tells|asks|recommends)\b|\b(?:says?|said|told me) to\b|\bprescribed\b/i;
const OTHER =
  /^(?:and\s+)?(?:my|his|her|our|their|the|a|some)\s+(?:\w+\s+)?(?:brother|sister|friend|mate|buddy|wife|husband|partner|mom|mum|mother|dad|father|son|daughter|coach|trainer|boss|colleague|roommate|girlfriend|boyfriend|cousin|uncle|aunt|team|guy|kid|teacher)\b|^(?:and\s+)?(?:he|she|they|we all|everyone|somebody|someone|you|people)\b/i;
/** A question's clause may still tell of a past act in its own words. */
const PAST_STATEMENT =
  /\bi\s+(?:just\s+|also\s+|only\s+|finally\s+|actually\s+)?(?:did|ran|felt|finished|completed|lifted|benched|squatted|deadlifted|pressed|pulled|rowed|swam|cycled|biked|walked|read|studied|practi[sc]ed|scored|got|managed|hit)\b/i;

/** The statements of a message with what kind each is. */
export function clausesOf(message: string): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  const add = (end: number, closing: string) => {
    const raw = message.slice(start, end);
    const lead = raw.length - raw.trimStart().length;
    const text = raw.trim();
    if (/[\p{L}\p{N}]/u.test(text)) clauses.push({ text, start: start + lead, kind: kindOf(text, closing) });
  };
  for (const match of message.matchAll(BOUNDARY)) {
    // "3.1 mi" and "No. 5" are no sentence ends: those need a space behind, which BOUNDARY asks for.
    add(match.index, match[0]);
    start = match.index + match[0].length;
  }
  add(message.length, '');
  return clauses;
}

function kindOf(text: string, closing: string): Clause['kind'] {
  const plain = text.replaceAll(/[’‘]/g, "'");
  const tellsOfPast = PAST_STATEMENT.test(plain);
  if (OTHER.test(plain)) return 'other_person';
  if (DENIAL.test(plain) && !/\bnot\s+\d/.test(plain)) return 'denial';
  if (SUPPOSITION.test(plain)) return 'supposition';
  if (INSTRUCTION.test(plain)) return 'instruction';
  if (PLAN.test(plain)) return 'plan';
  if (QUESTION.test(plain) && !tellsOfPast) return 'question';
  if (closing.includes('?') && !tellsOfPast) return 'question';
  return 'act';
}
