const WORDS: { [word: string]: string } = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  seventy: '70',
  eighty: '80',
  ninety: '90',
  hundred: '100',
};
const WORD = new RegExp(String.raw`\b(${Object.keys(WORDS).join('|')})\b`, 'gi');

/** Number words as digits and typographic signs as plain ones, for matching; quotes keep the message's own words. */
export function plainNumbers(text: string): string {
  return text
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[–—]/g, '-')
    .replaceAll(/\bhalf an hour\b/gi, '30 minutes')
    .replaceAll(/\ban hour\b/gi, '1 hour')
    .replaceAll(WORD, (word) => WORDS[word.toLowerCase()] ?? word);
}

/** Every number a text names, in digits or words. */
export function numbersIn(text: string): Set<number> {
  const plain = plainNumbers(text);
  const found = new Set((plain.match(/\d+(?:[.,]\d+)?/g) ?? []).map((part) => Number(part.replace(',', '.'))));
  for (const [, hours, minutes] of plain.matchAll(/(\d{1,2})h(\d{2})/gi))
    found.add(Number(hours) * 60 + Number(minutes));
  for (const [, minutes, seconds] of plain.matchAll(/(\d{1,3}):(\d{2})/g)) {
    found.add(Number(minutes) * 60 + Number(seconds));
    found.add(Number(minutes) + Number(seconds) / 60);
  }
  return found;
}
