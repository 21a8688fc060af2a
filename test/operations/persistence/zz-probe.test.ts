import { expect, it } from 'vitest';
import { openDatabase } from '../../../persistence/open.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { append, testTransactions, userStream } from './commands.ts';
it('x', async () => {
  const { url } = await freshDatabase();
  const database = await openDatabase({ url, pool: 3 });
  const { transactions } = testTransactions(database);
  const stream = userStream();
  const write = () => transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, {}));
  const all = Array.from({ length: 6 }, () => write().catch((e) => console.log(String(e))));
  await all[0];
  console.log('closing');
  const t = Date.now();
  await database.close();
  console.log('closed', Date.now() - t);
  await Promise.all(all);
  expect(1).toBe(1);
});
