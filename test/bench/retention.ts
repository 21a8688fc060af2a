import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { handleOf, rows } from '../../persistence/database/sql.ts';
import { purge } from '../../persistence/log/purge.ts';
import { append, newOp, testTransactions, userStream } from '../operations/persistence/commands.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';

/**
 * Measure how much commands are slowed down while old events are being removed. `node test/bench/retention.ts 10` makes
 * 10 million events in 31 days and removes those of the oldest day in four parts.
 */
const MILLION = 1_000_000;
const DAYS = 31;
const RETENTION_DAYS = 30;
const PARTS = 4;
const DAY_MS = 86_400_000;
const ALONE_MS = 10_000;
const WRITERS = 4;
const PAUSE_MS = 20;

const FILL = `
  INSERT INTO stream_events
  SELECT 'user:' || md5((n % 100000)::text)::uuid, n / 100000 + 1, gen_random_uuid(), 'memory.stored',
    json_build_object('id', gen_random_uuid(), 'key', 'k' || n, 'value', repeat('words of a person ', 8)),
    now() - interval '${DAYS} days' + n * (interval '${DAYS} days' / $1::bigint), gen_random_uuid()
  FROM generate_series(0, $1::bigint - 1) n`;

/** Run the statements over a connection without the time limits that a node's connections have. */
async function patiently(url: string, ...statements: [text: string, values?: unknown[]][]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [text, values] of statements) await client.query(text, values);
  await client.end();
}

/** Load the events like a restored dump: create the indexes after the rows, which is faster. */
async function fill(url: string, events: number): Promise<void> {
  const database = await openDatabase({ url, pool: 1 });
  await database.migrate();
  await database.close();
  await patiently(
    url,
    ['ALTER TABLE stream_events DROP CONSTRAINT stream_events_pkey'],
    ['DROP INDEX stream_events_at_index'],
    [FILL, [events]],
    ['ALTER TABLE stream_events ADD PRIMARY KEY (stream, seq)'],
    ['CREATE INDEX stream_events_at_index ON stream_events (at)'],
    ['VACUUM ANALYZE stream_events'],
  );
}

/** Let people send commands until `work` is done. Return how long each command took, in milliseconds. */
async function meanwhile(database: Database, work: Promise<unknown>): Promise<number[]> {
  const { transactions } = testTransactions(database);
  const times: number[] = [];
  let isDone = false;
  void work.finally(() => (isDone = true));
  async function writer(): Promise<void> {
    const [userId, stream] = [randomUUID(), userStream()];
    while (!isDone) {
      const began = performance.now();
      await transactions.run({ userId, streams: [stream], op: newOp() }, async (tx) => append(tx, stream, { userId }));
      times.push(performance.now() - began);
      await sleep(PAUSE_MS);
    }
  }
  await Promise.all([work, ...Array.from({ length: WRITERS }, writer)]);
  return times.sort((a, b) => a - b);
}

function print(name: string, times: number[], more = ''): void {
  const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(8)} ms`;
  const shown = `${String(times.length).padStart(6)} commands, median ${at(0.5)}, p99 ${at(0.99)}, longest ${at(0.9999)}`;
  process.stdout.write(`${name.padEnd(16)} ${shown}  ${more}\n`);
}

async function measure(url: string, events: number): Promise<void> {
  const database = await openDatabase({ url });
  const [row] = await rows<{ now: string }>(
    handleOf(database.orm.em),
    'SELECT max(at)::text AS now FROM stream_events',
  );
  const endOfFill = Date.parse(row?.now ?? '');
  for (let part = 1; part <= PARTS; part += 1) {
    print('alone', await meanwhile(database, sleep(ALONE_MS)));
    const began = performance.now();
    const now = new Date(endOfFill - DAY_MS + (part / PARTS) * DAY_MS);
    const housekeeping = purge(database, now, { eventDays: RETENTION_DAYS, accessSeconds: 900 });
    const times = await meanwhile(database, housekeeping);
    const removed = (await housekeeping).events;
    const took = performance.now() - began;
    print('housekeeping', times, `${removed} of ${events} events in ${(took / 1_000).toFixed(1)} s`);
  }
  const began = performance.now();
  const vacuum = patiently(url, ['VACUUM stream_events']);
  print('vacuum', await meanwhile(database, vacuum), `${((performance.now() - began) / 1_000).toFixed(1)} s`);
  await database.close();
}

async function main(): Promise<void> {
  const events = Number(process.argv[2] ?? '2') * MILLION;
  const binaries = findPostgres();
  if (!binaries) throw new Error('npm run services:install brings PostgreSQL');
  const postgres = await startPostgres(binaries, { durable: true, fsync: true });
  try {
    await fill(postgres.url, events);
    await measure(postgres.url, events);
  } finally {
    await postgres.stop();
  }
}

await main();
