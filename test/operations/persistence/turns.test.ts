import { expect, it } from 'vitest';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { testDatabase } from '../../support/database.ts';

it('a transaction of many statements on PGlite does not block the event loop', async () => {
  const { orm } = await testDatabase('pglite');
  let [turns, statements] = [0, 0];
  const look = () => {
    turns += 1;
    if (turns < 3) setTimeout(look);
  };
  setTimeout(look);
  await orm.em.fork().transactional(async (em) => {
    for (; turns < 3 && statements < 2_000; statements += 1)
      await rows(handleOf(em), 'SELECT count(*) FROM generate_series(1, 5000)');
  });
  expect(turns).toBe(3);
});
