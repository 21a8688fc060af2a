import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from './fault.ts';

const LASTS_MS = 4_000;
const SHARE = 0.2;
/** The SQLSTATE of a transaction that failed because of others and may succeed if it is tried again. */
const SERIALIZATION_FAILURE = '40001';

const INSTALL = `
  CREATE FUNCTION chaos_fail() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF random() < ${SHARE} THEN RAISE EXCEPTION 'chaos' USING ERRCODE = '${SERIALIZATION_FAILURE}'; END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER chaos_fail AFTER INSERT ON stream_events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos_fail()`;
const REMOVE = 'DROP FUNCTION chaos_fail CASCADE';

/** Transactions fail at COMMIT although all their statements succeeded. */
export const commitsFailing: Fault = {
  name: 'commits failing',
  lastsMs: LASTS_MS,
  prepare: ({ lab }) => ({
    target: 'postgres',
    async run() {
      await runSql(lab.postgres.url, INSTALL);
      await sleep(LASTS_MS);
      await runSql(lab.postgres.url, REMOVE);
    },
  }),
};

async function runSql(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
