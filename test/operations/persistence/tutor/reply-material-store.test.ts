import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { handleOf, rows } from '../../../../persistence/database/sql.ts';
import { courseRow, openStores, userRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

const MESSAGES = 500;

describe('the material of a reply', () => {
  let stores: StoresUnderTest;
  const user = userRow();
  const course = courseRow(user.id);
  /** The messages of one conversation, each below the one before. The last has an edited version. */
  const ids = Array.from({ length: MESSAGES }, newId);
  const last = ids.at(-1)!;
  const edited = newId();

  beforeAll(async () => {
    stores = await openStores('pglite');
    await stores.write(async (tx) => {
      await tx.users.insert(user);
      await tx.courses.insert(course);
    });
    const insert = `INSERT INTO messages (id, user_id, course_id, parent_id, edit_of, role, content, state, created_at)
      SELECT id, $2::uuid, $3::uuid, parent, edit, 'user', 'message ' || n, 'done', now() + n * interval '1 second'
      FROM unnest($1::uuid[], $4::uuid[], $5::uuid[]) WITH ORDINALITY AS m (id, parent, edit, n)`;
    const parents = [null, ...ids.slice(0, -1)];
    await stores.sql(insert, [ids, user.id, course.id, parents, ids.map(() => null)]);
    await stores.sql(insert, [[edited], user.id, course.id, [ids.at(-2)], [last]]);
  });

  /** Return the result of `work`, and the number of messages that its statements read. */
  async function counted<T>(work: (material: StoresUnderTest['read']['replyMaterial']) => Promise<T>) {
    return stores.write(async (tx, em) => {
      const result = await work(tx.replyMaterial);
      const [found] = await rows<{ read: number }>(
        handleOf(em),
        `SELECT (pg_stat_get_xact_tuples_returned('messages'::regclass)
          + pg_stat_get_xact_tuples_fetched('messages'::regclass))::integer AS read`,
      );
      return { result, read: found?.read };
    });
  }

  it('reads the versions of the message, and no other message', async () => {
    const { result, read } = await counted((material) =>
      material.asked({ messageId: edited }, { exercisesSinceMs: 60_000 }),
    );
    expect(result).toMatchObject({ content: 'message 1', versions: [last], first: { id: last } });
    expect(read).toBeLessThan(10);
  });

  it('reads as many of the messages before it as the limit allows, and no other message', async () => {
    const { result, read } = await counted((material) =>
      material.known({ courseId: course.id, userId: user.id, messageId: last }, { messages: 3, recent: 1 }),
    );
    expect(result?.said.map(({ content }) => content)).toEqual(['message 497', 'message 498', 'message 499']);
    expect(read).toBeLessThan(10);
  });

  it('ends at the first message of the conversation', async () => {
    const { result } = await counted((material) =>
      material.known({ courseId: course.id, userId: user.id, messageId: ids[1]! }, { messages: 3, recent: 1 }),
    );
    expect(result?.said).toEqual([{ role: 'user', content: 'message 1' }]);
  });
});
