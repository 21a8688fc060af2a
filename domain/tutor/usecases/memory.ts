import { readableCourse } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import type { UseCases } from '../../call.ts';
import { userStream } from '../../call.ts';
import { canonical } from '../../canonical.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { rowsThatFit, pageOf } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import { forgetMemory } from '../../training/usecases/forget.ts';
import type { Memory, memoryOperations } from '../contract/memory.ts';
import type { Embedder } from '../ports.ts';
import { rankMemories } from '../rules/memory.ts';

/** Return the text of a memory's key and value, by which the memory is found. */
export const memoryText = (memory: Pick<Memory, 'key' | 'value'>): string =>
  `${memory.key.replaceAll('_', ' ')}: ${typeof memory.value === 'string' ? memory.value : JSON.stringify(memory.value)}`;

/** How many candidates are read for each requested memory, so that importance and recency can reorder them. */
const CANDIDATES_PER_RESULT = 4;

export const memoryUseCases = {
  async 'memory.store'(deps, call, input) {
    if (input.context !== 'global') await readableCourse(deps.read(), input.context, call.actor);
    const at = call.now.toISOString();
    const memory: Memory = { ...input, id: input.id ?? newId(), lastAccessed: at, createdAt: at };
    const embedding = await vectorOf(deps.embedder, memoryText(memory));
    return call.commit((tx) => saveMemory(tx, call.actor.userId, memory, embedding));
  },

  async 'memory.retrieve'(deps, call, { query, limit, ...criteria }) {
    const wanted = { userId: call.actor.userId, ...criteria, text: query, limit };
    return { data: rowsThatFit(await retrieve(deps.read(), deps.embedder, wanted, call.now)) };
  },

  async 'memory.list'(deps, call, { query, superseded, page, limit, sort, ...criteria }) {
    const filters = { ...criteria, query };
    if (query?.trim()) {
      const wanted = { userId: call.actor.userId, ...criteria };
      const [ranked, listed] = await Promise.all([
        retrieve(deps.read(), deps.embedder, { ...wanted, text: query, limit: page * limit }, call.now),
        // If the page is not full, it is the last one, so the total is known. Otherwise the total is that of the list,
        // which also counts memories without a vector.
        deps.read().memories.list({ ...wanted, superseded: 'exclude', page: 1, limit: 1, sort }),
      ]);
      const rows = ranked.slice((page - 1) * limit).map(({ score: _score, ...memory }) => memory);
      const total = ranked.length < page * limit ? ranked.length : listed.total;
      return pageOf({ rows, total }, { page, limit }, filters);
    }
    const found = await deps
      .read()
      .memories.list({ userId: call.actor.userId, ...criteria, superseded, page, limit, sort });
    return pageOf(found, { page, limit }, filters);
  },

  async 'memory.update'(deps, call, { memoryId, ...patch }) {
    const before = await own(deps.read(), call.actor, memoryId);
    const embedding = await vectorOf(deps.embedder, memoryText({ ...before, ...patch } as Memory));
    return call.commit(async (tx) => {
      const now = await own(tx, call.actor, memoryId);
      const present = { ...now, ...patch } as Memory;
      const moves = placeOf(present) !== placeOf(now);
      const isSuperseded = now.supersededBy !== undefined;
      // The memory leaves the chain of its old key, type and context. At its new place a current memory is the newest one,
      // and a superseded one the oldest, which is current only if there is no other.
      if (moves) await tx.memories.release(memoryId);
      const older = isSuperseded ? undefined : await liveOne(tx, call.actor.userId, present);
      const oldest = isSuperseded && moves ? await oldestOne(tx, call.actor.userId, present) : undefined;
      const links = isSuperseded && moves ? { supersededBy: oldest?.id ?? null } : {};
      await tx.memories.update(memoryId, { ...patch, ...links, embedding: embedding ?? null });
      await supersede(tx, call.actor.userId, older, memoryId);
      if (!embedding) await embedLater(tx, call.actor.userId, memoryId);
      tx.append(userStream(call.actor.userId), 'resource.changed', { kind: 'memory', id: memoryId, change: 'updated' });
      return own(tx, call.actor, memoryId);
    });
  },

  'memory.delete': (_deps, call, { memoryId }) =>
    call.commit(async (tx) => {
      await own(tx, call.actor, memoryId);
      await forgetMemory(tx, call.actor.userId, memoryId);
      return {};
    }),
} satisfies UseCases<typeof memoryOperations>;

/**
 * Store a memory. If it has no vector yet, a job adds the vector later. The memory supersedes the present memory of the
 * same type, key and context [ME1].
 */
export async function saveMemory(
  tx: Tx,
  userId: string,
  memory: Memory,
  embedding: number[] | undefined,
  source?: { messageId: string; entryId?: string },
): Promise<Memory> {
  const older = await liveOne(tx, userId, memory);
  await tx.memories.insert({ ...memory, userId }, embedding, source);
  if (!embedding) await embedLater(tx, userId, memory.id);
  await supersede(tx, userId, older, memory.id);
  tx.append(userStream(userId), 'memory.saved', memory);
  return memory;
}

const placeOf = ({ memoryType, key, context }: Memory): string => canonical([memoryType, key, context]);

const liveOne = (tx: Tx, userId: string, { memoryType, key, context }: Memory) =>
  tx.memories.find(userId, { memoryType, key, context, which: 'current' });

const oldestOne = (tx: Tx, userId: string, { memoryType, key, context }: Memory) =>
  tx.memories.find(userId, { memoryType, key, context, which: 'oldest' });

async function supersede(tx: Tx, userId: string, older: Memory | undefined, by: string): Promise<void> {
  if (!older || older.id === by) return;
  await tx.memories.update(older.id, { supersededBy: by });
  tx.append(userStream(userId), 'memory.superseded', { ...older, supersededBy: by });
}

type Wanted = Omit<Parameters<Stores['memories']['nearest']>[0], 'embedding'>;

/** Return the memories that match a text best, ranked by similarity × importance × recency [ME2]. */
export async function retrieve(
  stores: Stores,
  embedder: Embedder,
  wanted: Wanted,
  now: Date,
): Promise<(Memory & { score: number })[]> {
  const embedding = await vectorOf(embedder, wanted.text);
  const candidates = await stores.memories.nearest({
    ...wanted,
    embedding,
    limit: wanted.limit * CANDIDATES_PER_RESULT,
  });
  return rankMemories(candidates, now).slice(0, wanted.limit);
}

const embedLater = (tx: Tx, userId: string, memoryId: string) =>
  tx.schedule('memory.embed', { userId, memoryId }, { key: memoryId });

/**
 * Return the vector of a text, or undefined while the embedding service is away, because storing a memory never waits
 * for its vector [ME3].
 */
export async function vectorOf(embedder: Embedder, text: string): Promise<number[] | undefined> {
  try {
    return await embed(embedder, text);
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('upstream_')) return undefined;
    throw error;
  }
}

/** @throws DomainError `upstream_failed`, `upstream_timeout` */
export async function embed(embedder: Embedder, text: string): Promise<number[]> {
  const [vector] = await embedder.embed([text]);
  if (!vector) throw new DomainError('upstream_failed', 'The embedding model gave no vector');
  return vector;
}

async function own(stores: Stores, actor: Actor, id: string): Promise<Memory> {
  const memory = await stores.memories.find(actor.userId, { id });
  if (!memory) throw new DomainError('not_found');
  return memory;
}
