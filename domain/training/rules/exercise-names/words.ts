/** Abbreviations of equipment. */
const abbreviations: ReadonlyMap<string, string> = new Map([
  ['db', 'dumbbell'],
  ['bb', 'barbell'],
  ['kb', 'kettlebell'],
]);

/** Words whose singular also ends in s. */
const keepPlural: ReadonlySet<string> = new Set([
  'biceps',
  'triceps',
  'quadriceps',
  'abs',
  'lats',
  'pilates',
  'gymnastics',
  'series',
]);

/** German compounds that begin with the equipment, such as `Kurzhantelrudern`. */
const COMPOUND = /^(kurzhantel|langhantel)(\p{L}{4,})$/u;

/** Return the regular words of a name: lower case, singular, without accents, abbreviations written out. */
export function regularWords(name: string): string[] {
  const words = plain(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => {
    const [, equipment, rest] = COMPOUND.exec(word) ?? [];
    return equipment && rest ? [equipment, singular(rest)] : [singular(abbreviations.get(word) ?? word)];
  });
}

function plain(name: string): string {
  const text = /^[\x20-\x7e]*$/.test(name)
    ? name.replace(/['.]/g, '')
    : name
        .normalize('NFKD')
        .replace(/[\p{M}'’.]/gu, '')
        .replace(/ß/g, 'ss')
        .replace(/œ/gi, 'oe');
  return text.toLowerCase().replace(/&/g, ' and ');
}

function singular(word: string): string {
  if (word.length < 3 || keepPlural.has(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
