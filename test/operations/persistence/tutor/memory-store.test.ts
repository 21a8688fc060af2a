import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import type { Memory } from '../../../../domain/tutor/contract/memory.ts';
import type { MemoryQuery } from '../../../../domain/tutor/stores.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, direction, entryRow, later, learner, memoryRow, messageRow, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('memories', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  async function remember(
    memory: Memory & { userId: string },
    degrees = 90,
    source?: { messageId: string; entryId?: string },
  ) {
    await stores.write((tx) => tx.memories.insert(memory, direction(degrees), source));
    return { ...memory, userId: undefined };
  }

  it.each(['words', '135', 'null', '', 5, false, null, ['a', null], { left: { knee: 'hurts' }, since: null }])(
    'return every field with the value %j',
    async (value) => {
      const { userId } = await learner(stores);
      const memory = await remember(memoryRow(userId, { value, context: newId(), importanceScore: 1 / 3 }));
      expect(await stores.read.memories.find(userId, { id: memory.id })).toEqual(memory);
      await stores.write((tx) => tx.memories.update(memory.id, { value: 'other' }));
      await stores.write((tx) => tx.memories.update(memory.id, { value }));
      expect(await stores.read.memories.find(userId, { id: memory.id })).toEqual(memory);
    },
  );

  it('are found only by their owner: by id, by type, key and context, and by the entry they came with [AL5]', async () => {
    const { userId, courseId } = await learner(stores);
    const other = await learner(stores);
    const [message, entry] = [messageRow(userId, courseId), entryRow(userId)];
    await stores.write(async (tx) => {
      await tx.messages.insert(message);
      await tx.progress.insert(entry);
    });
    const memory = await remember(memoryRow(userId), 0, { messageId: message.id, entryId: entry.id });
    await remember(memoryRow(userId, { context: courseId }));
    await remember(memoryRow(userId, { memoryType: 'goal' }));
    const about = { memoryType: memory.memoryType, key: memory.key, context: 'global', which: 'current' as const };
    for (const query of [{ id: memory.id }, about, { entryId: entry.id }]) {
      expect(await stores.read.memories.find(userId, query)).toEqual(memory);
      expect(await stores.read.memories.find(other.userId, query)).toBeUndefined();
    }
  });

  it('a superseded memory is kept and linked, and is not the current one any more', async () => {
    const { userId } = await learner(stores);
    const [older, newer] = [
      await remember(memoryRow(userId)),
      await remember(memoryRow(userId, { value: 'Pain-free' })),
    ];
    await stores.write((tx) => tx.memories.update(older.id, { supersededBy: newer.id }));
    expect(await stores.read.memories.find(userId, { id: older.id })).toEqual({ ...older, supersededBy: newer.id });
    const about = { memoryType: older.memoryType, key: older.key, context: 'global', which: 'current' as const };
    expect(await stores.read.memories.find(userId, about)).toEqual(newer);
    expect(await stores.read.memories.find(userId, { ...about, which: 'oldest' })).toMatchObject({ id: older.id });
    await stores.write((tx) => tx.memories.remove(newer.id));
    expect(await stores.read.memories.find(userId, about)).toEqual(older);
  });

  it('are changed in the fields of a patch', async () => {
    const { userId } = await learner(stores);
    const memory = await remember(memoryRow(userId), 0);
    const patch = { key: 'knee', memoryType: 'success' as const, importanceScore: 0.1, lastAccessed: later(5) };
    await stores.write((tx) =>
      tx.memories.update(memory.id, { ...patch, value: undefined, embedding: direction(180) }),
    );
    await stores.write((tx) => tx.memories.update(memory.id, {}));
    expect(await stores.read.memories.find(userId, { id: memory.id })).toEqual({ ...memory, ...patch });
    const [found] = await stores.read.memories.nearest({ userId, embedding: direction(180), text: 'knee', limit: 1 });
    expect(found?.similarity).toBeCloseTo(1);
  });

  it('report an id that is in use', async () => {
    const { userId } = await learner(stores);
    const memory = memoryRow(userId);
    await remember(memory);
    await expect(remember(memory)).rejects.toMatchObject({ code: 'already_exists', details: [{ path: 'id' }] });
  });

  it('that are removed from the middle of a line leave the older ones superseded by the newer', async () => {
    const { userId } = await learner(stores);
    const [a, b, c] = [memoryRow(userId), memoryRow(userId), memoryRow(userId)];
    for (const memory of [a, b, c]) await remember(memory);
    await stores.write((tx) => tx.memories.update(a.id, { supersededBy: b.id }));
    await stores.write((tx) => tx.memories.update(b.id, { supersededBy: c.id }));
    await stores.write((tx) => tx.memories.remove(b.id));
    expect((await stores.read.memories.find(userId, { id: a.id }))?.supersededBy).toBe(c.id);
    expect((await stores.read.memories.find(userId, { id: c.id }))?.supersededBy).toBeUndefined();
  });

  it('are listed by each filter, in pages', async () => {
    const { userId, courseId } = await learner(stores);
    const oldest = await remember(memoryRow(userId, { createdAt: later(0), importanceScore: 0.2 }));
    const superseded = await remember(memoryRow(userId, { createdAt: later(3) }));
    const memories = [
      oldest,
      await remember(memoryRow(userId, { createdAt: later(1), memoryType: 'goal', context: courseId })),
      await remember(memoryRow(userId, { createdAt: later(2), memoryType: 'fact', lastAccessed: later(9) })),
      superseded,
    ];
    await stores.write((tx) => tx.memories.update(superseded.id, { supersededBy: oldest.id }));
    const list = async (
      query: Partial<MemoryQuery>,
      sort = 'createdAt:asc',
      which: 'exclude' | 'include' = 'exclude',
    ) => {
      const page = { page: 1, limit: 3, sort, superseded: which };
      const { rows, total } = await stores.read.memories.list({ userId, ...query, ...page });
      return [...rows.map(({ id }) => memories.findIndex((one) => one.id === id)), `of ${total}`];
    };
    expect(await list({})).toEqual([0, 1, 2, 'of 3']);
    expect(await list({}, 'createdAt:desc', 'include')).toEqual([3, 2, 1, 'of 4']);
    expect(await list({}, 'importanceScore:asc')).toEqual([0, 1, 2, 'of 3']);
    expect(await list({}, 'lastAccessed:desc')).toEqual([2, 1, 0, 'of 3']);
    expect(await list({ memoryTypes: ['goal', 'fact'] })).toEqual([1, 2, 'of 2']);
    expect(await list({ context: courseId })).toEqual([1, 'of 1']);
    expect(await list({ context: courseId, withGlobal: true })).toEqual([0, 1, 2, 'of 3']);
    expect(await list({ minImportance: 0.8 })).toEqual([1, 2, 'of 2']);
    expect(await list({ from: later(1), to: later(1) })).toEqual([1, 'of 1']);
    expect(await list({ userId: newId() })).toEqual(['of 0']);
  });

  it('are ranked by cosine similarity, without negative ones and superseded memories', async () => {
    const { userId } = await learner(stores);
    const other = await learner(stores);
    const degrees = [120, 10, 60, 30];
    const memories: Memory[] = [];
    for (const angle of degrees) memories.push(await remember(memoryRow(userId, { value: `${angle} degrees` }), angle));
    await remember(memoryRow(other.userId), 0);
    const superseded = await remember(memoryRow(userId), 0);
    await stores.write((tx) => tx.memories.update(superseded.id, { supersededBy: memories.at(0)?.id }));
    const query = { userId, embedding: direction(0), text: 'unrelated words', limit: 4 };
    for (const found of [
      await stores.read.memories.nearest(query),
      await stores.write((tx) => tx.memories.nearest(query)),
    ]) {
      expect(found.map(({ memory }) => memory)).toEqual([memories[1], memories[3], memories[2], memories[0]]);
      const cosines = [10, 30, 60].map((angle) => Math.cos((angle * Math.PI) / 180));
      for (const [index, cosine] of [...cosines, 0].entries()) expect(found[index]?.similarity).toBeCloseTo(cosine, 5);
    }
    const two = await stores.read.memories.nearest({ ...query, limit: 2 });
    expect(two.map(({ memory }) => memory.id)).toEqual([memories[1]?.id, memories[3]?.id]);
  });

  it('that have all words of the text are found, however different their vector is', async () => {
    const { userId, courseId } = await learner(stores);
    const far = await remember(memoryRow(userId, { key: 'left_knee', value: { note: 'hurting when squatting' } }), 90);
    const near = await remember(memoryRow(userId, { key: 'sleep', value: 'Eight hours' }), 80);
    await remember(memoryRow(userId, { key: 'left_knee', value: 'hurts in squats', context: courseId }), 90);
    const query = { userId, context: 'global', embedding: direction(0), limit: 5 };
    const found = await stores.read.memories.nearest({ ...query, text: 'knee hurts squat' });
    expect(found.map(({ memory }) => memory.id)).toEqual([far.id, near.id]);
    expect(found[0]?.similarity).toBeGreaterThan(0.5);
    expect(found[0]?.similarity).toBeLessThan(1);
    const odd = await stores.read.memories.nearest({ ...query, text: `'"-:&|!(` });
    expect(odd.map(({ memory }) => memory.id)).toEqual([near.id, far.id]);
  });

  it('of one learner are all found, even if hundreds of others’ are nearer', async () => {
    const { userId } = await learner(stores);
    const crowd = await learner(stores);
    await stores.sql(
      `INSERT INTO memories (id, user_id, memory_type, key, value, context, importance_score, embedding, last_accessed, created_at)
       SELECT gen_random_uuid(), $1::uuid, 'fact', 'crowd', '"x"', 'global', 0.5,
         (SELECT array_agg(CASE WHEN i = 1 THEN 1 WHEN i = 2 THEN n / 10000.0 ELSE 0 END ORDER BY i) FROM generate_series(1, 1536) i)::vector,
         $2::timestamptz, $2::timestamptz
       FROM generate_series(1, 300) n`,
      [crowd.userId, at],
    );
    await stores.sql('ANALYZE memories');
    const mine = [];
    for (const angle of [40, 50, 60]) mine.push((await remember(memoryRow(userId), angle)).id);
    const found = await stores.write(async (tx, em) => {
      // Without these settings the planner would use the vector index only for a user with many rows.
      await em.execute('SET LOCAL enable_sort = off');
      await em.execute('SET LOCAL enable_seqscan = off');
      return tx.memories.nearest({ userId, embedding: direction(0), text: 'unrelated', limit: 3 });
    });
    expect(found.map(({ memory }) => memory.id)).toEqual(mine);
  });
});
