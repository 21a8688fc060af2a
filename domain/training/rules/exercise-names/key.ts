import type { Exercise } from '../exercises.ts';
import { withoutEquipment } from './equipment.ts';
import type { Variant } from './equipment.ts';
import { aliasOf, nameOf, namesOf } from './lookup.ts';
import { regularWords, withoutUmlauts } from './words.ts';

const MOST_STEPS = 4;

/**
 * Return the key of a name that the catalogue knows, perhaps with other equipment. Umlauts may be written as `ue`, all
 * of them or some.
 */
export function knownKey(words: readonly string[]): string | undefined {
  const plain = withoutUmlauts(words);
  let key = readKey(words) ?? (plain && readKey(plain));
  // A key of two kinds of equipment may name a third exercise: `barbell dumbbell bench press` is a bench press.
  for (let step = 0; key !== undefined && step < MOST_STEPS; step += 1) {
    const next = readKey(regularWords(key));
    if (next === undefined || next === key) break;
    key = next;
  }
  return key;
}

function readKey(words: readonly string[]): string | undefined {
  const own = nameOf(words);
  if (own) return own.exercise.key;
  const parts = [...withoutEquipment(words)];
  const modifier = parts.find(({ variant }) => variant === 'weighted' || variant === 'assisted');
  const base = modifier && readKey(modifier.rest);
  // A weight makes no other exercise: a weighted pull-up is a pull-up with a load, and every squat has a weight.
  if (base !== undefined) return modifier?.variant === 'weighted' ? base : assistedKey(base);
  // The order of the words decides between two kinds of equipment: `barbell curl (ez bar)` is an EZ-bar curl.
  for (const find of [aliasOf, nameOf])
    for (const { variant, rest } of parts) {
      const exercise = find(rest)?.exercise;
      const key = exercise && variantKey(variant, rest, exercise);
      if (key !== undefined) return key;
    }
  return undefined;
}

/** Return the key of an exercise with help, whether or not the help is counted in kilograms [PR9]. */
function assistedKey(base: string): string {
  const named = nameOf(['assisted', ...base.split('_')])?.exercise ?? namedVariants.get(`assisted ${base}`);
  return named?.key ?? (base.startsWith('assisted_') ? base : `assisted_${base}`);
}

function variantKey(variant: Variant, rest: readonly string[], exercise: Exercise): string | undefined {
  const { key, equipment, measure } = exercise;
  if (variant === 'rope') return measure === 'weight' ? variantKey('cable', rest, exercise) : undefined;
  const prefix = variant.split('_');
  const typed = nameOf([...prefix, ...rest]);
  if (typed) return typed.exercise.key;
  if (variant === equipment || variant === measure || (variant === 'bodyweight' && measure === 'time')) return key;
  const named = nameOf([...prefix, ...bare(exercise).split('_')])?.exercise ?? namedVariants.get(`${variant} ${key}`);
  return named?.key ?? `${variant}_${bare(exercise)}`;
}

/** Return the key without its own equipment: `barbell_row` → `row`. */
function bare({ key, equipment }: Exercise): string {
  return key.startsWith(`${equipment}_`) ? key.slice(equipment.length + 1) : key;
}

/**
 * Exercises that have a name made of other equipment and another exercise, in any language: `dominadas en máquina` makes
 * `machine pull_up` the assisted pull-up. Everyday words and pairs that lead to several exercises are left out.
 */
const namedVariants: ReadonlyMap<string, Exercise> = variantsWithNames();

function variantsWithNames(): Map<string, Exercise> {
  const found = new Map<string, Exercise>();
  const several = new Set<string>();
  for (const { words, alias } of namesOf())
    for (const { variant, rest } of withoutEquipment(words)) {
      const base = nameOf(rest);
      if (!base || base.isAmbiguous || base.exercise === alias.exercise) continue;
      const pair = `${variant} ${base.exercise.key}`;
      const known = found.get(pair);
      if (known && known !== alias.exercise) several.add(pair);
      found.set(pair, alias.exercise);
    }
  for (const pair of several) found.delete(pair);
  return found;
}
