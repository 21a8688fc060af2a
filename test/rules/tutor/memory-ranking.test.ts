import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { rankMemories } from '../../../domain/tutor/rules/memory.ts';

const NOW = new Date('2026-11-05T10:00:00Z');
const DAY_MS = 86_400_000;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const candidate = fc
  .record({ id: fc.uuid(), similarity: share, importanceScore: share, days: fc.nat(400) })
  .map(({ id, similarity, importanceScore, days }) => {
    const at = new Date(NOW.getTime() - days * DAY_MS).toISOString();
    const about = { memoryType: 'fact' as const, key: id, value: '', context: 'global' as const };
    const memory: Memory = { ...about, id, importanceScore, lastAccessed: at, createdAt: at };
    return { memory, similarity, days };
  });
const candidates = fc.uniqueArray(candidate, { maxLength: 20, selector: ({ memory }) => memory.id });

it('[ME2] a score is similarity × importance × recency, which halves every 30 days and stays above 0.1', () => {
  fc.assert(
    fc.property(candidates, (found) => {
      const ranked = rankMemories(found, NOW);
      expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).toSorted((a, b) => b - a));
      for (const { memory, similarity, days } of found) {
        const score = ranked.find(({ id }) => id === memory.id)?.score;
        expect(score).toBeCloseTo(similarity * memory.importanceScore * Math.max(0.1, 0.5 ** (days / 30)), 10);
      }
    }),
  );
});

it('[ME2] the order does not depend on the order of the candidates', () => {
  fc.assert(
    fc.property(candidates, fc.infiniteStream(fc.nat()), (found, chance) => {
      const shuffled = found
        .map((one) => ({ one, at: chance.next().value ?? 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one);
      expect(rankMemories(shuffled, NOW)).toEqual(rankMemories(found, NOW));
    }),
  );
});
