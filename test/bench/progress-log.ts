import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDevice } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { cleanUp, onCleanup } from '../support/cleanup.ts';
import { startNode } from '../support/node.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';
import { cpuMs } from './cpu.ts';
import { makePeople, SECRET } from './people.ts';
import { pgbench, recordTransaction } from './pgbench.ts';
import { EXERCISES, foldHistory, writeHistory } from './progress-history.ts';

/**
 * Measure what one `progress.log` costs [DF2], by the length of the learners' histories. Each person logs one entry after
 * the other, and all people at the same time. Compare the processor times of the node and of Postgres, because the rate
 * also depends on other work of the machine.
 */
const PEOPLE = 8;
const WARM_UP = 50;
const IDLE_MS = 4_000;
const HISTORIES = [10, 10_000, 100_000];

export interface ProgressLogRow {
  history: number;
  perSecond: number;
  nodeMs: number;
  postgresMs: number;
  statements: number;
  /** The transactions a second that pgbench reaches with the same statements, measured directly afterwards. */
  pgbench: number;
}

export async function measure({ histories = HISTORIES, seconds = 10, show = 0 } = {}): Promise<ProgressLogRow[]> {
  const binaries = findPostgres();
  if (!binaries) throw new Error('npm run services:install brings PostgreSQL');
  const postgres = await startPostgres(binaries, { durable: true, preload: 'pg_stat_statements' });
  onCleanup(() => postgres.stop());
  const node = await startNode({
    DATABASE_URL: postgres.url,
    JWT_SECRET: SECRET,
    HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    LOG_LEVEL: 'error',
  });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  onCleanup(() => client.end());
  await client.query('CREATE EXTENSION pg_stat_statements');

  const rows: ProgressLogRow[] = [];
  for (const history of histories) {
    const people = await makePeople(postgres.url, PEOPLE);
    const folded = foldHistory(history);
    for (const [n, { id }] of people.entries())
      await writeHistory(client, id, histories.indexOf(history) * PEOPLE + n, folded);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
    const devices = await Promise.all(people.map(({ token }) => openDevice(node.url, token)));
    const pids = [node.process.pid ?? 0, postgres.process.pid ?? 0] as const;
    await logAll(devices, (_, n) => n < WARM_UP);
    await client.query('SELECT pg_stat_statements_reset()');
    const idle = await usedBy(pids, () => sleep(IDLE_MS));
    const started = performance.now();
    let logs = 0;
    const busy = await usedBy(pids, async () => {
      logs = await logAll(devices, () => performance.now() - started < seconds * 1_000);
    });
    // The idle cost of the node and of Postgres, such as looking for jobs, is subtracted.
    const [nodeMs, postgresMs] = pids.map(
      (_, n) => ((busy.ms[n] ?? 0) - (idle.ms[n] ?? 0) * (busy.elapsed / idle.elapsed)) / logs,
    );
    const counted = await statementsPer(client, logs);
    if (show > 0) await showStatements(client, logs, show);
    const statements = await recordTransaction(postgres, client, () => log(devices[0], 0));
    const userIds = people.map(({ id }) => id);
    const same = await pgbench(binaries, postgres, { statements, userIds, seconds });
    rows.push({
      history,
      perSecond: (logs * 1_000) / busy.elapsed,
      nodeMs: nodeMs ?? 0,
      postgresMs: postgresMs ?? 0,
      statements: counted,
      pgbench: same,
    });
    for (const device of devices) device.close();
  }
  return rows;
}

/** Return the processor time of each process during the work, and the duration of the work, in milliseconds. */
async function usedBy(
  pids: readonly number[],
  work: () => Promise<unknown>,
): Promise<{ ms: number[]; elapsed: number }> {
  const [before, started] = [pids.map((pid) => cpuMs(pid)), performance.now()];
  await work();
  return { ms: pids.map((pid, n) => cpuMs(pid) - (before[n] ?? 0)), elapsed: performance.now() - started };
}

/** Let all devices log at the same time, each one entry after the other, while `goesOn`. Return the number of logs. */
async function logAll(devices: Device[], goesOn: (person: number, n: number) => boolean): Promise<number> {
  const counts = await Promise.all(
    devices.map(async (device, person) => {
      let n = 0;
      for (; goesOn(person, n); n += 1) await log(device, n);
      return n;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function log(device: Device | undefined, n: number): Promise<void> {
  const sets = [{ reps: 5, weight: { value: 60 + ((n * 7) % 40), unit: 'kg' as const } }];
  const data = { exercise: `exercise ${n % EXERCISES}`, sets };
  await device?.call('progress.log', { activityType: 'exercise', data });
}

/** Return the statements per log. Statements that ran less than once in two logs are left out, as they are other work. */
async function statementsPer(client: pg.Client, logs: number): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    'SELECT sum(calls) AS calls FROM pg_stat_statements WHERE calls > $1::double precision',
    [logs / 2],
  );
  return Number(rows[0]?.calls) / logs;
}

async function showStatements(client: pg.Client, logs: number, most: number): Promise<void> {
  const { rows } = await client.query<{ calls: string; ms: number; query: string }>(
    'SELECT calls, total_exec_time + total_plan_time AS ms, query FROM pg_stat_statements ORDER BY ms DESC LIMIT $1',
    [most],
  );
  for (const { calls, ms, query } of rows) {
    const each = `${(ms / logs).toFixed(3)} ms ${(Number(calls) / logs).toFixed(2).padStart(6)} times`;
    process.stdout.write(`  ${each}  ${query.replaceAll(/\s+/g, ' ').slice(0, 150)}\n`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: HISTORIES.join() },
      seconds: { type: 'string', default: '10' },
      /** The number of the slowest statements to show. */
      statements: { type: 'string', default: '0' },
    },
  });
  const histories = values.histories.split(',').map(Number);
  const rows = await measure({ histories, seconds: Number(values.seconds), show: Number(values.statements) });
  const cost = ({ nodeMs, postgresMs }: ProgressLogRow) => nodeMs + postgresMs;
  for (const row of rows) {
    const { history, perSecond, nodeMs, postgresMs, statements, pgbench: same } = row;
    const ratio = rows[0] ? cost(row) / cost(rows[0]) : 1;
    process.stdout.write(
      `progress.log after ${String(history).padStart(7)} logs ${perSecond.toFixed(1).padStart(7)} a second   node ${nodeMs.toFixed(2).padStart(6)} ms   postgres ${postgresMs.toFixed(2).padStart(6)} ms   ${statements.toFixed(1).padStart(5)} statements ${ratio.toFixed(2).padStart(7)}×   ${(perSecond / same).toFixed(2).padStart(5)} of pgbench’s ${same.toFixed(0)}\n`,
    );
  }
}

if (import.meta.main) {
  try {
    await main();
  } finally {
    await cleanUp();
  }
  process.exit();
}
