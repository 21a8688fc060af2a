import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import { hashEmbedding, rankMemories } from '../../../domain/tutor/rules/memory.ts';

const now = new Date('2026-11-05T10:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
const memory = (id: string, patch: Partial<Memory> = {}): Memory => ({
  id,
  memoryType: 'fact',
  key: id,
  value: id,
  context: 'global',
  importanceScore: 0.5,
  lastAccessed: daysAgo(0),
  createdAt: daysAgo(0),
  ...patch,
});
const cosine = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const similarity = (a: string, b: string) => cosine(hashEmbedding(a), hashEmbedding(b));

describe('memory.retrieve ranks by similarity × importance × recency', () => {
  it('multiplies the three factors, and recency halves every 30 days without use', () => {
    const candidate = { memory: memory('a', { importanceScore: 0.8, lastAccessed: daysAgo(30) }), similarity: 0.9 };
    expect(rankMemories([candidate], now)[0]?.score).toBeCloseTo(0.9 * 0.8 * 0.5, 10);
  });
  it('ranks an important memory above a similar one, and a fresh one above a stale one', () => {
    const ranked = rankMemories(
      [
        { memory: memory('similar', { importanceScore: 0.3 }), similarity: 0.9 },
        { memory: memory('important', { importanceScore: 0.9 }), similarity: 0.6 },
        { memory: memory('stale', { importanceScore: 0.9, lastAccessed: daysAgo(90) }), similarity: 0.6 },
      ],
      now,
    );
    expect(ranked.map(({ id }) => id)).toEqual(['important', 'similar', 'stale']);
  });
  it('never drops to zero, and gains nothing from a clock that is ahead', () => {
    const score = (lastAccessed: string) =>
      rankMemories([{ memory: memory('a', { lastAccessed, importanceScore: 1 }), similarity: 1 }], now)[0]?.score;
    expect(score(daysAgo(3650))).toBeCloseTo(0.1, 10);
    expect(score(daysAgo(-10))).toBe(1);
  });
});

describe('hashed embedding', () => {
  it('has 1,536 dimensions and length one, and is the same each time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const vector = hashEmbedding(text);
        expect(vector).toHaveLength(1536);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
        expect(vector).toEqual(hashEmbedding(text));
      }),
      { numRuns: 30 },
    );
  });
  it.each([
    ['back pain during shoulder press', 'My back hurts when I do shoulder presses', 'French irregular verbs'],
    ['likes to train in the morning', 'prefers morning training', 'the capital of Peru is Lima'],
    ['wants to run a marathon', 'goal: running the Berlin marathon', 'plays guitar chords slowly'],
    ['knee injury from squats', 'squatting hurts the left knee', 'reads twenty pages each evening'],
  ])('%s is closer to a similar text than to another', (text, related, unrelated) => {
    expect(similarity(text, related)).toBeGreaterThan(similarity(text, unrelated) + 0.15);
  });
  it('ignores case, accents and punctuation', () => {
    expect(similarity('Café, résumé!', 'cafe resume')).toBeCloseTo(1, 9);
  });
});
