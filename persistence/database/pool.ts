import type { PostgresPool, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { rawTimes } from './raw-times.ts';

/** Longest time for making a connection: a database that is away is noticed within it. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest wait for a free connection. A rush of hundreds of commands is served in order within it. */
const TURN_TIMEOUT_MS = 15_000;
/** The server ends a statement first; the client's limit is for a server that no longer answers. */
const STATEMENT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 12_000;
const LOCK_TIMEOUT_MS = 5_000;

/** As `prepared` writes the name of a statement. */
const NAME = /^\/\* (\S+) \*\//;

export interface PoolOptions {
  url: string;
  max: number;
  ssl: boolean;
  /** With the limits above; migrations have none. */
  impatient: boolean;
  onNotice(message: string): void;
}

/** The pool's own timeout covers the wait for a free connection too, so the time for connecting is limited here. */
class Connection extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

export function createPool({ url, max, ssl, impatient, onNotice }: PoolOptions): pg.Pool {
  const types = new pg.TypeOverrides();
  for (const [oid, parse] of Object.entries(rawTimes)) types.setTypeParser(Number(oid), parse);
  const pool = new pg.Pool({
    Client: Connection,
    connectionString: url,
    max,
    ...(ssl && { ssl: true }),
    types,
    application_name: 'courseside',
    keepAlive: true,
    connectionTimeoutMillis: TURN_TIMEOUT_MS,
    ...(impatient && {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    }),
  });
  // Without a listener, a connection that the server drops would end the process. A query under way rejects by itself.
  pool.on('error', (error) => onNotice(`lost an idle connection to PostgreSQL: ${error.message}`));
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * The pool for Kysely, which gives every connection back as sound: one whose statement was never answered, or that can't
 * even roll back, must go instead, or the next command waits behind what is stuck in it.
 */
export function discardingBroken(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let broken: Error | undefined;
      async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
        if (broken) throw broken;
        try {
          const name = NAME.exec(text)?.[1];
          return (await client.query({
            ...(name && { name }),
            text,
            values: [...values],
          })) as unknown as PostgresQueryResult<R>;
        } catch (error) {
          const unsound = text === 'rollback' || !(error instanceof pg.DatabaseError);
          if (unsound && error instanceof Error) broken = error;
          throw error;
        }
      }
      // Kysely would call `query` with a cursor only to stream, which nothing here does.
      return { query, release: () => client.release(broken) } as Awaited<ReturnType<PostgresPool['connect']>>;
    },
  };
}
