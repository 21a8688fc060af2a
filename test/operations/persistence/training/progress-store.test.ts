import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import type { ProgressFilter, ProgressRow } from '../../../../domain/training/stores.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, entryRow, later, learner, messageRow, moduleRow, openStores, sessionRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('the progress log', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  async function log(...entries: ProgressRow[]): Promise<void> {
    await stores.write(async (tx) => {
      for (const entry of entries) await tx.progress.insert(entry);
    });
  }

  /** Create the rows that an entry may refer to, such as a session and a message. */
  async function surroundings() {
    const { userId, courseId } = await learner(stores);
    const [session, message, module] = [
      sessionRow(userId, courseId),
      messageRow(userId, courseId),
      moduleRow(courseId, 0),
    ];
    await stores.write(async (tx) => {
      await tx.sessions.insert(session);
      await tx.messages.insert(message);
      await tx.modules.insert([module]);
    });
    return { userId, courseId, sessionId: session.id, messageId: message.id, moduleId: module.id };
  }

  it('returns every field', async () => {
    const { userId, ...references } = await surroundings();
    const entry = entryRow(userId, {
      ...references,
      notes: 'felt strong',
      source: 'chat',
      sourceKey: 'message/0-12/exercise',
      status: 'unconfirmed',
      quote: 'did bench 3x8',
      quoteStart: 2,
      confidence: 0.62,
      needsAttention: false,
      history: [{ field: 'notes', value: null, editedAt: later(1), lost: true }],
      deletedAt: later(3),
    });
    await log(entry);
    expect(await stores.read.progress.find(entry.id)).toEqual(entry);
    const plain = entryRow(userId);
    await log(plain);
    expect(await stores.read.progress.find(plain.id)).toEqual(plain);
    expect(await stores.read.progress.find(newId())).toBeUndefined();
  });

  it('[ST2] finds all entries that occurred since a time, whatever their status', async () => {
    const { userId } = await learner(stores);
    const [early, first, gone] = [
      entryRow(userId, { occurredAt: later(-1) }),
      entryRow(userId),
      entryRow(userId, { occurredAt: later(1), status: 'undone', deletedAt: later(3) }),
    ];
    await log(gone, early, first, entryRow((await learner(stores)).userId));
    expect(await stores.read.progress.since(userId, at)).toEqual([first, gone]);
  });

  it('[AL4] finds the entries of one learner that corrections in some messages changed, including deleted entries', async () => {
    const [{ userId }, other] = [await learner(stores), await learner(stores)];
    const messageId = newId();
    const edit = { field: 'data', value: null, editedAt: later(1) };
    const corrected = entryRow(userId, { history: [edit, { ...edit, messageId, quoteStart: 3 }], deletedAt: later(3) });
    const history = [{ ...edit, messageId, quoteStart: 3 }];
    await log(corrected, entryRow(userId, { history: [edit] }), entryRow(userId), entryRow(other.userId, { history }));
    expect(await stores.read.progress.correctedIn(userId, [newId(), messageId])).toEqual([corrected]);
    expect(await stores.read.progress.correctedIn(userId, [newId()])).toEqual([]);
    expect(await stores.read.progress.correctedIn(userId, [])).toEqual([]);
  });

  it('[T8] reports an act that was logged already, and the transaction can continue', async () => {
    const { userId } = await learner(stores);
    const other = await learner(stores);
    const entry = entryRow(userId, { sourceKey: 'message/0-12/exercise' });
    await log(entry);
    await stores.write(async (tx) => {
      const again = entryRow(userId, { sourceKey: entry.sourceKey });
      await expect(tx.progress.insert(again)).rejects.toMatchObject({
        code: 'already_exists',
        details: [{ path: 'sourceKey' }],
      });
      await expect(tx.progress.insert(entryRow(userId, { id: entry.id }))).rejects.toMatchObject({
        code: 'already_exists',
        details: [{ path: 'id' }],
      });
      await tx.progress.insert(entryRow(userId));
      await tx.progress.insert(entryRow(other.userId, { sourceKey: entry.sourceKey }));
    });
    expect(await stores.read.progress.counting({ userId })).toHaveLength(2);
  });

  it('saves the whole entry: fields that are gone are cleared', async () => {
    const { userId, courseId, moduleId } = await surroundings();
    const entry = entryRow(userId, { courseId, moduleId, notes: 'x', status: 'unconfirmed' });
    await log(entry);
    const moved = { ...entry, moduleId: undefined };
    await stores.write((tx) =>
      tx.progress.save({ ...moved, notes: undefined, status: 'confirmed', updatedAt: later(1) }),
    );
    const saved = { ...moved, notes: undefined, status: 'confirmed', updatedAt: later(1) };
    expect(await stores.read.progress.find(entry.id)).toEqual(saved);
  });

  it('lists by each filter, without deleted entries', async () => {
    const { userId, ...references } = await surroundings();
    const other = await surroundings();
    const entries = {
      plain: entryRow(userId, { occurredAt: later(1) }),
      referring: entryRow(userId, { ...references, occurredAt: later(2) }),
      reading: entryRow(userId, {
        activityType: 'reading',
        exerciseKey: undefined,
        data: { minutes: 20 },
        occurredAt: later(3),
      }),
      squat: entryRow(userId, { exerciseKey: 'squat', status: 'unconfirmed', occurredAt: later(4) }),
      painful: entryRow(userId, { needsAttention: true, status: 'undone', occurredAt: later(5) }),
      deleted: entryRow(userId, { ...references, deletedAt: later(9), occurredAt: later(6) }),
    };
    await log(...Object.values(entries), entryRow(other.userId, { courseId: other.courseId }));
    const list = async (filter: Partial<ProgressFilter>) => {
      const { rows, total } = await stores.read.progress.list({
        userId,
        ...filter,
        page: 1,
        limit: 10,
        sort: 'occurredAt:asc',
      });
      expect(total).toBe(rows.length);
      return rows.map(({ id }) => Object.entries(entries).find(([, entry]) => entry.id === id)?.[0]).join(' ');
    };
    expect(await list({})).toBe('plain referring reading squat painful');
    expect(await list({ courseId: references.courseId })).toBe('referring');
    expect(await list({ sessionId: references.sessionId })).toBe('referring');
    expect(await list({ moduleId: references.moduleId })).toBe('referring');
    expect(await list({ messageId: references.messageId })).toBe('referring');
    expect(await list({ activityType: 'reading' })).toBe('reading');
    expect(await list({ exerciseKey: 'squat' })).toBe('squat');
    expect(await list({ status: 'unconfirmed' })).toBe('squat');
    expect(await list({ needsAttention: true })).toBe('painful');
    expect(await list({ needsAttention: false })).toBe('plain referring reading squat');
    expect(await list({ from: later(2), to: later(4) })).toBe('referring reading squat');
    expect(await list({ exerciseKey: 'bench_press', status: 'confirmed', courseId: undefined })).toBe(
      'plain referring',
    );
  });

  it('pages in the requested order and counts all', async () => {
    const { userId } = await learner(stores);
    const entries = [3, 1, 2, 1].map((minute, index) =>
      entryRow(userId, { occurredAt: later(minute), createdAt: later(index) }),
    );
    await log(...entries);
    const list = async (page: number, sort: string) => {
      const { rows, total } = await stores.read.progress.list({ userId, page, limit: 3, sort });
      return [...rows.map(({ id }) => entries.findIndex((entry) => entry.id === id)), `of ${total}`];
    };
    expect(await list(1, 'occurredAt:asc')).toEqual([1, 3, 2, 'of 4']);
    expect(await list(2, 'occurredAt:asc')).toEqual([0, 'of 4']);
    expect(await list(1, 'occurredAt:desc')).toEqual([0, 2, 3, 'of 4']);
    expect(await list(1, 'createdAt:desc')).toEqual([3, 2, 1, 'of 4']);
    expect(await list(9, 'createdAt:desc')).toEqual(['of 4']);
  });

  it('[DF2] returns the confirmed entries by (occurredAt, id)', async () => {
    const { userId, courseId, sessionId } = await surroundings();
    const [lower, upper] = [entryRow(userId, { occurredAt: later(5) }), entryRow(userId, { occurredAt: later(5) })];
    const late = entryRow(userId, { courseId, sessionId, occurredAt: at });
    const squat = entryRow(userId, { exerciseKey: 'squat', occurredAt: later(9) });
    const silent = [
      entryRow(userId, { status: 'undone' }),
      entryRow(userId, { status: 'unconfirmed' }),
      entryRow(userId, { deletedAt: at }),
    ];
    await log(upper, squat, ...silent, lower, late);
    const ids = async (filter: Partial<Parameters<typeof stores.read.progress.counting>[0]>) =>
      (await stores.read.progress.counting({ userId, ...filter })).map(({ id }) => id);
    const all = [late.id, lower.id, upper.id, squat.id];
    expect(await ids({})).toEqual(all);
    expect(await ids({ exerciseKey: 'bench_press' })).toEqual(all.slice(0, 3));
    expect(await ids({ sessionId })).toEqual([late.id]);
    expect(await ids({ limit: 2, newestFirst: true })).toEqual([squat.id, upper.id]);
    expect(await stores.read.progress.counting({ userId, sessionId })).toEqual([late]);
  });

  it('[ST1] returns each day with confirmed entries once', async () => {
    const { userId, courseId } = await learner(stores);
    const on = (localDay: string, fields: Partial<ProgressRow> = {}) => entryRow(userId, { localDay, ...fields });
    await log(
      on('2026-11-05'),
      on('2026-11-03', { courseId }),
      on('2026-11-05', { courseId }),
      on('2026-11-04', { status: 'undone' }),
      on('2026-10-25'),
    );
    expect(await stores.read.progress.days(userId)).toEqual(['2026-10-25', '2026-11-03', '2026-11-05']);
    expect(await stores.read.progress.days(userId, courseId)).toEqual(['2026-11-03', '2026-11-05']);
    expect(await stores.read.progress.days(newId())).toEqual([]);
  });
});
