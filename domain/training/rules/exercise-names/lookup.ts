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

export const languages: readonly Language[] = ['en', 'de', 'es', 'fr'];

/** Each language as a list, which names of this language alone share. */
const alone = new Map<Language | undefined, readonly Language[]>(languages.map((language) => [language, [language]]));
/** Names without their spaces, so that `pull up`, `pull-ups` and `pullups` are one name. */
const aliases = new Map<string, Alias>();
/** The words of each of these names. */
const wordsOf = new Map<string, string[]>();
/** Names by their words in alphabetical order. Names of several exercises that have the same words are left out. */
const byWords = new Map<string, Alias | 'several'>();

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
  }
}

function inOrder(words: readonly string[]): string {
  return words.toSorted().join(' ');
}
