import { catalogue } from '../exercises.ts';
import type { Exercise } from '../exercises.ts';
import type { Language } from '../exercises/types.ts';
import { withoutEquipment } from './equipment.ts';
import { regularWords, transliterated } from './words.ts';

/** What a name of the catalogue stands for. Names with equal values share one object. */
export interface Alias {
  exercise: Exercise;
  /** The languages in which this is a name of the exercise. */
  languages: readonly Language[];
  /** Whether the name is also an everyday word which often means something else [PR8]. */
  isAmbiguous: boolean;
  /** Whether it is a verb form that says that the exercise was done, such as `ran`. */
  isPast: boolean;
}

export interface AliasMatch extends Alias {
  /** The number of words that the name takes. */
  length: number;
}

export const languages: readonly Language[] = ['en', 'de', 'es', 'fr'];

/** Each language as a list, which names of this language alone share. */
const alone = new Map<Language | undefined, readonly Language[]>(languages.map((language) => [language, [language]]));
/** Names without their spaces, so that `pull up`, `pull-ups` and `pullups` are one name. */
const aliases = new Map<string, Alias>();
/** The words of each of these names. */
const wordsOf = new Map<string, string[]>();
/** Names by their words in alphabetical order. Names of several exercises that have the same words are left out. */
const byWords = new Map<string, Alias | 'several'>();
/** Words with which names begin, and the most words of a name that begins so. */
const beginnings = new Map<string, number>();

for (const exercise of catalogue) {
  const shared = new Map<string, Alias>();
  add(exercise, shared, exercise.key);
  for (const language of languages)
    for (const name of exercise.source[language].split(', ')) add(exercise, shared, name, language);
  for (const language of languages)
    for (const name of exercise.source.past?.[language]?.split(', ') ?? []) add(exercise, shared, name, language, true);
}

// Where the words name one exercise in one order and another in another, their order matters with equipment too:
// `épaulé développé (haltères)` is no `développé haltères épaules`.
for (const words of wordsOf.values())
  for (const { rest } of withoutEquipment(words))
    if (byWords.get(inOrder(rest)) === 'several') byWords.set(inOrder(words), 'several');

/** Return the exercise that all the words together name. The words are regular, as `regularWords` returns them. */
export function aliasOf(words: readonly string[]): Alias | undefined {
  return aliases.get(words.join(''));
}

/** Return the exercise that the words name in any order: `bench press dumbbell incline`. */
export function nameOf(words: readonly string[]): Alias | undefined {
  const own = aliasOf(words);
  if (own || words.length === 1) return own;
  const named = byWords.get(inOrder(words));
  return named === 'several' ? undefined : named;
}

/** Yield the words of every name of the catalogue with its exercise. */
export function* namesOf(): Generator<{ words: string[]; alias: Alias }> {
  for (const [name, words] of wordsOf) {
    const alias = aliases.get(name);
    if (alias) yield { words, alias };
  }
}

/**
 * Return the longest name of an exercise that begins at `words[from]`. The words are regular, as `regularWords` returns
 * them. Only the first word of a name and the name in one word are known as beginnings, so a name that the catalogue
 * writes as one word or in other parts is not found: `kettle bell swing`. Most words begin no name, and for them this
 * costs one look into a map.
 */
export function longestAlias(words: readonly string[], from: number): AliasMatch | undefined {
  const most = beginnings.get(words[from] ?? '') ?? 0;
  for (let length = Math.min(most, words.length - from); length >= 1; length -= 1) {
    const alias = aliases.get(words.slice(from, from + length).join(''));
    if (alias) return { ...alias, length };
  }
  return undefined;
}

function add(exercise: Exercise, shared: Map<string, Alias>, name: string, language?: Language, isPast = false): void {
  const isAmbiguous = name.endsWith('?');
  const spellings = /[äöüÄÖÜ]/.test(name) && language === 'de' ? [name, transliterated(name)] : [name];
  for (const words of spellings.map(regularWords)) {
    const joined = words.join('');
    const known = aliases.get(joined);
    if (known && known.exercise !== exercise)
      throw new Error(`${name} names ${known.exercise.key} and ${exercise.key}`);
    const inLanguages = known
      ? languages.filter((one) => one === language || known.languages.includes(one))
      : (alone.get(language) ?? []);
    const alias = {
      exercise,
      languages: inLanguages,
      isAmbiguous: isAmbiguous || known?.isAmbiguous === true,
      isPast: known ? known.isPast && isPast : isPast,
    };
    const id = `${inLanguages.join()} ${alias.isAmbiguous} ${alias.isPast}`;
    const same = shared.get(id) ?? alias;
    shared.set(id, same);
    aliases.set(joined, same);
    wordsOf.set(joined, words);
    const ordered = inOrder(words);
    const other = byWords.get(ordered);
    byWords.set(ordered, other && (other === 'several' || other.exercise !== exercise) ? 'several' : same);
    for (const [word, length] of [[words[0] ?? '', words.length] as const, [joined, 1] as const])
      beginnings.set(word, Math.max(length, beginnings.get(word) ?? 0));
  }
}

function inOrder(words: readonly string[]): string {
  return words.toSorted().join(' ');
}
