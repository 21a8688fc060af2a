import type { ConstructorOptions } from 'pg-boss';
import type { Database, PgliteDatabase } from '../database/database.ts';
import { withoutValues } from '../database/failures.ts';

/** Connections of pg-boss. Two are enough, because pg-boss only polls and maintains its tables. */
const POOL = 2;

/**
 * Return the options with which pg-boss connects to the database: through its own small pool, or through PGlite's only
 * connection, for which it waits its turn.
 */
export function bossDatabase(database: Database): ConstructorOptions {
  if (database.kind === 'pglite') return { backend: 'pglite', db: inTurn(database) };
  const { url, ssl } = database;
  return { connectionString: url, max: POOL, ...(ssl && { ssl: true }), application_name: 'courseside-jobs' };
}

function inTurn({ pglite, gate }: PgliteDatabase): NonNullable<ConstructorOptions['db']> {
  // pg-boss needs times as dates. This PGlite returns them as text, because MikroORM needs text.
  const asDate = (text: string) => new Date(text);
  const options = { parsers: { 1114: asDate, 1184: asDate } };
  return {
    async executeSql(text, values) {
      const leave = await gate.pass();
      try {
        if (values && values.length > 0) return await pglite.query<object>(text, values, options);
        // A call without values may hold several statements, even a whole transaction.
        const results = await pglite.exec(text, options);
        return { rows: results.flatMap((result) => result.rows) };
      } catch (error) {
        // A failed transaction stays open on the connection, so it is rolled back before the connection is used again.
        await pglite.exec('ROLLBACK').catch(() => {});
        throw withoutValues(error);
      } finally {
        leave();
      }
    },
  };
}
