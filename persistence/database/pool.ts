import type { PostgresPool, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { isSpoiled } from './failures.ts';
import { rawTimes } from './raw-times.ts';

/** Longest time for making a connection. Within this time it is noticed that the database can't be reached. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Longest wait for a free connection. A rush of hundreds of commands is served in order within this time. */
const TURN_TIMEOUT_MS = 9_000;
/**
 * The server ends a statement after `STATEMENT_TIMEOUT_MS`. If the server no longer answers, the client gives up after
 * `ANSWER_TIMEOUT_MS`.
 */
const STATEMENT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 12_000;
const LOCK_TIMEOUT_MS = 5_000;

/** Matches the comment in which `prepared` writes the name of a statement. */
const NAME = /^\/\* (\S+) \*\//;

export interface PoolOptions {
  url: string;
  max: number;
  ssl: boolean;
  /** Whether statements and locks have the time limits above. Migrations have none. */
  impatient: boolean;
  onNotice(message: string): void;
}

/**
 * A client that limits the time for connecting. The timeout of the pool can't limit it, because that timeout also
 * covers the wait for a free connection.
 */
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
  // Without listeners, the error of a connection that the server drops would end the process. A query that runs on such
  // a connection is rejected by itself.
  pool.on('error', (error) => onNotice(`lost an idle connection to PostgreSQL: ${error.message}`));
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Return a pool for Kysely that closes broken connections. Kysely itself gives every connection back as if it were
 * usable. A connection whose statement was never answered, or whose rollback failed, must be closed, because the next
 * command would otherwise wait for the stuck statement.
 */
export function discardingBroken(pool: pg.Pool): PostgresPool {
  /** Kysely recognises a connection by its object, so each client keeps the same one. */
  const known = new WeakMap<pg.PoolClient, Connected>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let connected = known.get(client);
      if (!connected) known.set(client, (connected = connectedBy(client)));
      return connected;
    },
  };
}

type Connected = Awaited<ReturnType<PostgresPool['connect']>>;

function connectedBy(client: pg.PoolClient): Connected {
  let broken: Error | undefined;
  async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (broken) throw broken;
    try {
      const name = NAME.exec(text)?.[1];
      const config = name ? { name, text, values: values as unknown[] } : { text, values: values as unknown[] };
      return (await client.query(config)) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      const unsound = text === 'rollback' || !(error instanceof pg.DatabaseError) || isSpoiled(error);
      if (unsound && error instanceof Error) broken = error;
      throw error;
    }
  }
  // Kysely passes a cursor to `query` only for streaming, which no code here does.
  return { query, release: () => client.release(broken) } as Connected;
}
