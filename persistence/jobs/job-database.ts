import type { ConstructorOptions } from 'pg-boss';
import type { Database, PgliteDatabase } from '../database/database.ts';
import { withoutValues } from '../database/failures.ts';

/** Connections for pg-boss, which only polls and maintains its tables. */
const POOL = 2;

/** How pg-boss reaches the database: its own small pool, or PGlite's one connection in turn with everything else. */
export function bossDatabase(database: Database): ConstructorOptions {
  if (database.kind === 'pglite') return { backend: 'pglite', db: inTurn(database) };
  const { url, ssl } = database;
  return { connectionString: url, max: POOL, ...(ssl && { ssl: true }), application_name: 'courseside-jobs' };
}

function inTurn({ pglite, gate }: PgliteDatabase): NonNullable<ConstructorOptions['db']> {
  // pg-boss reads times as dates, unlike MikroORM for which this PGlite leaves them as text.
  const asDate = (text: string) => new Date(text);
  const options = { parsers: { 1114: asDate, 1184: asDate } };
  return {
    async executeSql(text, values) {
      const leave = await gate.pass();
      try {
        if (values && values.length > 0) return await pglite.query<object>(text, values, options);
        // Without values there may be several statements, even a whole transaction.
        const results = await pglite.exec(text, options);
        return { rows: results.flatMap((result) => result.rows) };
      } catch (error) {
        // A failed transaction stays open on the connection; the next user must not get it.
        await pglite.exec('ROLLBACK').catch(() => {});
        throw withoutValues(error);
      } finally {
        leave();
      }
    },
  };
}
