import type { Memory } from '../contract/memory.ts';

export { groundless } from './memory/grounds.ts';
export { hashEmbedding } from './memory/hash-embedding.ts';

const HALF_LIFE_MS = 30 * 24 * 3_600_000;
/** The least recency, so that a memory that was not used for long can still be found. */
const RECENCY_FLOOR = 0.1;

/**
 * Rank memories by similarity (0–1) × importance × recency. The recency halves with every 30 days since `lastAccessed`.
 * Of equally ranked memories the newest comes first.
 */
export function rankMemories(
  candidates: readonly { memory: Memory; similarity: number }[],
  now: Date,
): (Memory & { score: number })[] {
  return candidates
    .map(({ memory, similarity }) => ({
      ...memory,
      score: clamp(similarity) * memory.importanceScore * recency(memory.lastAccessed, now),
    }))
    .sort((a, b) => b.score - a.score || Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.id < b.id ? -1 : 1));
}

function recency(lastAccessed: string, now: Date): number {
  const age = Math.max(0, now.getTime() - Date.parse(lastAccessed));
  return Math.max(RECENCY_FLOOR, 0.5 ** (age / HALF_LIFE_MS));
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
