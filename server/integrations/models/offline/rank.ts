import type { Module } from '../../../../domain/course/contract/module.ts';

const STOP_WORDS = new Set(
  'a about am an and any are as at be can could did do does for from give has have how i if in is it me my next of on or our please should so tell than that the their then there this to today us was we what when where which who why will with you your'.split(
    ' ',
  ),
);

/** Return the words that carry meaning, in lower case and without common endings. */
export function keywords(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\p{N}'-]*/gu) ?? [];
  return words
    .filter((word) => word.length > 2 && !STOP_WORDS.has(word))
    .map((word) => word.replace(/(?:ing|es|s)$/u, ''));
}

function moduleText({ title, description, content }: Module): string {
  const exercises = content.exercises?.map(({ name, notes }) => `${name} ${notes ?? ''}`) ?? [];
  return [title, title, description ?? '', content.instructions ?? '', ...(content.keyPoints ?? []), ...exercises].join(
    '\n',
  );
}

/**
 * Return the modules that share words with the question, best match first. A rare word counts more than a common one.
 */
export function relevantModules(question: string, modules: Module[]): Module[] {
  const documents = modules.map((module) => ({ module, counts: countsOf(keywords(moduleText(module))) }));
  const found = countsOf(documents.flatMap(({ counts }) => [...counts.keys()]));
  const rarity = (word: string) => Math.log(1 + modules.length / (1 + (found.get(word) ?? 0)));
  // Only words that occur in a module are compared, because a question may have thousands of other words.
  const asked = [...new Set(keywords(question))].filter((word) => found.has(word));
  return documents
    .map(({ module, counts }) => {
      const score = asked.reduce((sum, word) => {
        const count = counts.get(word) ?? 0;
        return sum + (count / (count + 1.2)) * rarity(word);
      }, 0);
      return { module, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ module }) => module);
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/**
 * Return the sentences and points of a module that share most words with the question, in the order of the module. If
 * none shares a word, return the first ones.
 */
export function relevantParts(question: string, module: Module, count: number): string[] {
  const asked = new Set(keywords(question));
  const sentences = module.content.instructions?.match(/[^.!?]+[.!?]+/g)?.map((sentence) => sentence.trim()) ?? [];
  const parts = [...sentences, ...(module.content.keyPoints ?? [])];
  const scored = parts.map((part, index) => ({
    part,
    index,
    score: keywords(part).filter((word) => asked.has(word)).length,
  }));
  const best = scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count);
  return (best.length > 0 ? best : scored.slice(0, count)).sort((a, b) => a.index - b.index).map(({ part }) => part);
}
