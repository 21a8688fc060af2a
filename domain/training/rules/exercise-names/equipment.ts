import type { Equipment } from '../exercises/types.ts';
import { regularWords, transliterated } from './words.ts';

/**
 * A part of a name that says how the exercise is done: with which equipment, with help, or with a weight. `rope` is the
 * rope of a cable tower, unless the exercise is done with one's own weight.
 */
export type Variant = Exclude<Equipment, 'any' | 'none'> | 'assisted' | 'weighted' | 'rope';

const phrases: { readonly [V in Variant]: string } = {
  barbell: 'barbell, Langhantel, Langhanteln, LH, barra, barre',
  dumbbell: 'dumbbell, Kurzhantel, Kurzhanteln, KH, mancuerna, haltère',
  kettlebell: 'kettlebell, Kugelhantel, Kugelhanteln, pesa rusa',
  machine: 'machine, Maschine, máquina',
  cable: 'cable, Kabel, Kabelzug, polea, poulie',
  smith_machine: 'smith machine, smith, Multipresse, multipower, máquina smith, cadre guidé',
  ez_bar: 'ez bar, ez, SZ-Stange, SZ, barra z, barra ez, barre ez',
  trap_bar: 'trap bar, hex bar, barra hexagonal, barre hexagonale',
  landmine: 'landmine',
  band: 'band, banded, resistance band, Widerstandsband, Gummiband, banda, banda elástica, élastique',
  plate: 'plate, Hantelscheibe, disco, disque',
  ring: 'ring, Ringe, Ringen, anilla, anneaux',
  treadmill: 'treadmill, Laufband, cinta, tapis',
  rope: 'rope, Seil, cuerda, corde',
  bodyweight: 'bodyweight, body weight, Körpergewicht, peso corporal, poids du corps',
  weighted: 'weighted, Zusatzgewicht, lastre, lastrado, lastrada, lesté, lestée',
  assisted: 'assisted, unterstützt, unterstützte, unterstützter, asistido, asistida, assisté, assistée',
};

const variants: ReadonlyMap<string, Variant> = new Map(
  Object.entries(phrases).flatMap(([variant, list]) =>
    list
      .split(', ')
      .flatMap((phrase) => [phrase, transliterated(phrase)])
      .map((phrase) => [regularWords(phrase).join(' '), variant as Variant] as const),
  ),
);
const LONGEST_PHRASE = 3;

/** Words that join the equipment to the name, as in `Bankdrücken mit der Kurzhantel`. */
const LINKS: ReadonlySet<string> = new Set(
  ['with', 'w', 'on', 'in', 'using', 'the', 'a', 'mit', 'an', 'am', 'auf', 'der', 'dem', 'den'].concat([
    'con',
    'en',
    'de',
    'el',
    'la',
    'lo',
    'avec',
    'aux',
    'au',
    'le',
    'un',
    'une',
  ]),
);

/** Yield each way to take one piece of equipment out of a name: `incline dumbbell press` → dumbbell, `incline press`. */
export function* withoutEquipment(words: readonly string[]): Generator<{ variant: Variant; rest: string[] }> {
  for (let from = 0; from < words.length; from += 1)
    for (let length = Math.min(LONGEST_PHRASE, words.length - from); length >= 1; length -= 1) {
      const variant = variants.get(words.slice(from, from + length).join(' '));
      if (!variant) continue;
      let before = from;
      while (before > 0 && LINKS.has(words[before - 1] ?? '')) before -= 1;
      const rest = [...words.slice(0, before), ...words.slice(from + length)];
      if (rest.length > 0) yield { variant, rest };
    }
}
