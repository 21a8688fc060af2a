import type { Token } from './tokens.ts';

/** What verbs of sport are followed by where they tell of something else: "ran late", "rode the bus". */
const elsewhere: { readonly [verb: string]: RegExp } = {
  ran: /^(?:errands?|late|low|dry|short|tests?|ads?|experiments?|scripts?|into|out of|over to|meetings?)\b/,
  rode: /^(?:\S+ ){0,3}(?:bus|train|subway|metro|tram|ferry|taxi|cab|car|uber|elevator|lift|escalator|motorcycle|motorbike|scooter|horses?|shotgun)\b/,
  walked: /^(?:into|in on|out of|out on|down the aisle|someone through|them through|us through)\b/,
  curled: /^up\b/,
  climbed: /^(?:into|out of|in|over)\b/,
  boxed: /^up\b/,
  stretched: /^(?:out on|the)\b/,
  hiked: /^(?:\S+ )?(?:prices?|rates?|rents?)\b/,
  exercised: /^(?:\S+ )?(?:rights?|options?|patience|caution|restraint)\b/,
  trained:
    /^(?:\S+ ){0,2}(?:dogs?|puppy|cats?|horses?|hires?|employees?|staff|interns?|models?|networks?|clients?|customers?|teams?|colleagues?|coworkers?|people|them|him|her|someone|students?|kids?|son|daughter|recruits?)\b/,
};
const DETERMINER = /^(?:a|an|the|my|our|some|another)$/;
/** What can be run: a race, a way or a length. */
const COURSE =
  /^(?:marathon|half|ultra|race|relay|loop|route|trail|track|course|hills?|treadmill|laps?|intervals?|sprints?|mile|miles|pb|pr|personal|parkrun|tempo|park|beach|lake|river|block|stairs|distance|couple|few|total|whole|entire)$/;
/** in words */
const LOOK_AHEAD = 5;
const PREPOSITION = /^(?:for|in|with|at|to|on|by|before|after)$/;

/** Does the verb at `index` tell of something other than its sport? */
export function meansAnother(tokens: readonly Token[], index: number): boolean {
  const verb = tokens[index]?.text ?? '';
  const after = tokens.slice(index + 1, index + 1 + LOOK_AHEAD);
  const text = after.map((token) => token.text).join(' ');
  const pattern = Object.hasOwn(elsewhere, verb) ? elsewhere[verb] : undefined;
  if (pattern?.test(text) === true) return true;
  // "ran a script": neither a course nor a length
  if (verb !== 'ran' || !DETERMINER.test(after[0]?.text ?? '')) return false;
  const ends = after.findIndex((token) => PREPOSITION.test(token.text));
  const object = ends === -1 ? after : after.slice(0, ends);
  return !object.some((token) => token.kind === 'number' || COURSE.test(token.text));
}
