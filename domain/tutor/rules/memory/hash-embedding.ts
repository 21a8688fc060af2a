const EMBEDDING_DIMENSIONS = 1536;

const WORD_WEIGHT = 1;
const TRIGRAM_WEIGHT = 0.35;
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all am an and are as at be been but by can could did do does for from had has have he her his how i if in ' +
    'into is it its me my no not of on or our she should so than that the their them then there they this to up us was we ' +
    'were what when where which who why will with would you your'
  ).split(' '),
);

/**
 * Make a vector of a text without a model. Words and their letter trigrams are each hashed to one signed dimension (the
 * "hashing trick", Weinberger et al. 2009), and the vector is L2-normalised. The same text gives the same vector on
 * every machine.
 */
export function hashEmbedding(text: string): number[] {
  const vector = Array.from({ length: EMBEDDING_DIMENSIONS }, () => 0);
  for (const word of wordsOf(text)) {
    add(vector, `w:${stem(word)}`, WORD_WEIGHT);
    const padded = `^${word}$`;
    for (let i = 0; i + 3 <= padded.length; i++) add(vector, `t:${padded.slice(i, i + 3)}`, TRIGRAM_WEIGHT);
  }
  return normalise(vector);
}

/**
 * The most UTF-16 units of a text that are hashed. They are counted after the Unicode normalisation NFKD, which can
 * turn one character into eighteen.
 */
const MAX_HASHED = 20_000;

function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKD')
      .slice(0, MAX_HASHED)
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word));
}

/** Remove the commonest English endings, so that `presses` and `pressing` match `press`. */
function stem(word: string): string {
  if (word.length < 5) return word.replace(/s$/, '');
  return word
    .replace(/(?:ies|y)$/, 'i')
    .replace(/(?:ing|ed|es|e|s)$/, (end) => (end === 's' && word.endsWith('ss') ? end : ''));
}

function add(vector: number[], feature: string, weight: number): void {
  const hash = fnv1a(feature);
  const index = (hash >>> 1) % EMBEDDING_DIMENSIONS;
  vector[index] = (vector[index] ?? 0) + (hash & 1 ? weight : -weight);
}

/** Return the FNV-1a hash (32 bits) with the final mix of MurmurHash3, which spreads similar trigrams. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Scale the vector to length 1. A text without words becomes a fixed unit vector, because the cosine distance to a zero
 * vector is undefined.
 */
function normalise(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector.map((_, index) => (index === 0 ? 1 : 0)) : vector.map((value) => value / length);
}
