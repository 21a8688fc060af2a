import { catalogue } from '../exercises.ts';
import type { Exercise } from '../exercises.ts';
import type { Language } from '../exercises/types.ts';
import { withoutEquipment } from './equipment.ts';
import { regularWords, transliterated } from './words.ts';

/** What a name of the catalogue stands for. */
export interface Alias {
  exercise: Exercise;
  /** Whether the name is also an everyday word which often means something else [PR8]. */
  isAmbiguous: boolean;
}

export const languages: readonly Language[] = ['en', 'de', 'es', 'fr'];

/** Names without their spaces, so that `pull up`, `pull-ups` and `pullups` are one name. */
const aliases = new Map<string, Alias>();
/** The words of each of these names. */
const wordsOf = new Map<string, string[]>();
/** Names by their words in alphabetical order. Names of several exercises that have the same words are left out. */
const byWords = new Map<string, Alias | 'several'>();

for (const exercise of catalogue) {
  add(exercise, exercise.key);
  for (const language of languages)
    for (const name of exercise.source[language].split(', ')) add(exercise, name, language);
  for (const language of languages)
    for (const name of exercise.source.past?.[language]?.split(', ') ?? []) add(exercise, name, language);
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

function add(exercise: Exercise, name: string, language?: Language): void {
  const isEveryday = name.endsWith('?');
  const spellings = /[äöüÄÖÜ]/.test(name) && language === 'de' ? [name, transliterated(name)] : [name];
  for (const words of spellings.map(regularWords)) {
    const joined = words.join('');
    const known = aliases.get(joined);
    if (known && known.exercise !== exercise)
      throw new Error(`${name} names ${known.exercise.key} and ${exercise.key}`);
    const alias = { exercise, isAmbiguous: isEveryday || known?.isAmbiguous === true };
    aliases.set(joined, alias);
    wordsOf.set(joined, words);
    const ordered = inOrder(words);
    const other = byWords.get(ordered);
    byWords.set(ordered, other && (other === 'several' || other.exercise !== exercise) ? 'several' : alias);
  }
}

function inOrder(words: readonly string[]): string {
  return words.toSorted().join(' ');
}
