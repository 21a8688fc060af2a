/** Abbreviations and misspellings of equipment, in the singular. */
const equipmentWords: ReadonlyMap<string, string> = new Map([
  ['db', 'dumbbell'],
  ['bb', 'barbell'],
  ['kb', 'kettlebell'],
  ['dumbell', 'dumbbell'],
  ['dumbel', 'dumbbell'],
  ['dumbbel', 'dumbbell'],
  ['barbel', 'barbell'],
  ['kettlebel', 'kettlebell'],
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

/**
 * Return the regular words of a name: lower case, singular, without accents, abbreviations written out. The words of a
 * key are the key itself.
 */
export function regularWords(name: string): string[] {
  return (plain(name).match(/[\p{L}\p{N}]+/gu) ?? []).flatMap(regularWord);
}

function regularWord(word: string): string[] {
  const [, equipment, rest] = COMPOUND.exec(word) ?? [];
  if (equipment && rest) return [equipment, ...regularWord(rest)];
  const one = singular(word);
  return [equipmentWords.get(one) ?? one];
}

function plain(name: string): string {
  const text = /^[\x20-\x7e]*$/.test(name)
    ? name.replace(/['.]/g, '').toLowerCase()
    : name
        .normalize('NFKD')
        .replace(/[\p{M}'’.]/gu, '')
        .toLowerCase()
        .replace(/ß/g, 'ss')
        .replace(/œ/g, 'oe');
  return text.replace(/&/g, ' and ');
}

function singular(word: string): string {
  if (word.length < 3 || keepPlural.has(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Write umlauts as people without a German keyboard do: `Bankdruecken`. */
export function transliterated(name: string): string {
  return name.replace(/[äöü]/gi, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter.toLowerCase()] ?? letter);
}

/** Return the words as they are without umlauts, or undefined if no word has a transliterated one. */
export function withoutUmlauts(words: readonly string[]): string[] | undefined {
  return words.some((word) => /[aou]e/.test(word)) ? words.map((word) => word.replace(/([aou])e/g, '$1')) : undefined;
}
