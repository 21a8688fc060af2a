import type { Token } from './tokens.ts';

/** Patterns of the words after a verb of sport that give the verb another meaning: "ran late", "rode the bus". */
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
/** Words for things that a person can run: a race, a route or a distance. */
const COURSE =
  /^(?:marathon|half|ultra|race|relay|loop|route|trail|track|course|hills?|treadmill|laps?|intervals?|sprints?|mile|miles|pb|pr|personal|parkrun|tempo|park|beach|lake|river|block|stairs|distance|couple|few|total|whole|entire)$/;
/** The number of words to look at after the verb. */
const LOOK_AHEAD = 5;
const PREPOSITION = /^(?:for|in|with|at|to|on|by|before|after)$/;

/** Return whether the verb at `index` means something other than its sport. */
export function meansAnother(tokens: readonly Token[], index: number): boolean {
  const verb = tokens[index]?.text ?? '';
  const after = tokens.slice(index + 1, index + 1 + LOOK_AHEAD);
  const text = after.map((token) => token.text).join(' ');
  const pattern = Object.hasOwn(elsewhere, verb) ? elsewhere[verb] : undefined;
  if (pattern?.test(text) === true) return true;
  // In "ran a script" the object is neither a course nor a distance.
  if (verb !== 'ran' || !DETERMINER.test(after[0]?.text ?? '')) return false;
  const ends = after.findIndex((token) => PREPOSITION.test(token.text));
  const object = ends === -1 ? after : after.slice(0, ends);
  return !object.some((token) => token.kind === 'number' || COURSE.test(token.text));
}
