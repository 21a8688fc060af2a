import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openDevice } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { onCleanup } from '../support/cleanup.ts';
import { Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { makePeople } from './people.ts';
import { pgbench, recordTransaction } from './pgbench.ts';
import { EXERCISES, foldHistory, writeHistory } from './progress-history.ts';
import { idleOf, meter, ours, pidOf, startDatabase, startOurs } from './systems.ts';

const PEOPLE = 8;
const WARM_UP = 50;
const SECONDS = 8;
/** The numbers of entries that each person has logged before the measurement. */
const HISTORIES = [10, 100_000];
/** The commands a second that the first version of the product reached. It had no stored tallies. */
const FIRST_RATE = 28;

const nameOf = (history: number) => `after ${history.toLocaleString('en-US')} logs`;

/**
 * Measure the cost of one `progress.log` command, depending on the number of entries that the person has [DF2]. All
 * people log at the same time, each one entry after the other. Then pgbench runs the same SQL statements for
 * comparison.
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const postgres = await startDatabase({ preload: 'pg_stat_statements' });
  const node = await startOurs(postgres);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  onCleanup(() => client.end());
  await client.query('CREATE EXTENSION pg_stat_statements');
  const figures = new Figures('progress.log, 8 people at once');
  const pids = { 'processor time': [pidOf(node)], 'Postgres processor time': [pidOf(postgres)] };
  const system = ours('courseside', node, pids);

  for (let n = 0; n < repetitions; n += 1)
    for (const history of HISTORIES) {
      const name = nameOf(history);
      progress(`progress.log ${name}`);
      const people = await makePeople(postgres.url, PEOPLE);
      const folded = foldHistory(history);
      const first = (n * HISTORIES.length + HISTORIES.indexOf(history)) * PEOPLE;
      for (const [index, { id }] of people.entries()) await writeHistory(client, id, first + index, folded);
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
      const devices = await Promise.all(people.map(({ token }) => openDevice(node.url, token)));
      await logAll(devices, (count) => count < WARM_UP);
      await sleep(1_000);
      const idle = await idleOf(system);
      await client.query('SELECT pg_stat_statements_reset()');
      const [spent, started] = [meter(system), performance.now()];
      const logs = await logAll(devices, () => performance.now() - started < SECONDS * 1_000);
      const [costs, seconds] = [spent(), (performance.now() - started) / 1_000];
      let cost = 0;
      for (const [figure, ms] of Object.entries(costs)) {
        const each = (ms - (idle[figure] ?? 0) * seconds) / logs;
        figures.add(name, figure, 'ms', each);
        cost += each;
      }
      figures.add(name, 'node and Postgres', 'ms', cost);
      figures.add(name, 'logs', '/s', logs / seconds);
      figures.add(name, 'statements', '', await statementsPer(client, logs));
      const statements = await recordTransaction(postgres, client, () => log(devices[0], 0));
      const userIds = people.map(({ id }) => id);
      const same = await pgbench(postgres, { statements, userIds, seconds: SECONDS });
      figures.add(name, "share of pgbench's rate", '', logs / seconds / same);
      for (const device of devices) device.close();
    }
  for (const history of HISTORIES) figures.goal(nameOf(history), "share of pgbench's rate", { atLeast: 0.4 });
  figures.goal(nameOf(10), 'logs', { atLeast: 5 * FIRST_RATE });
  figures.goal(nameOf(100_000), 'node and Postgres', { atMost: 1.2, of: nameOf(10) });
  return figures.lines();
}

/**
 * Let all devices log at the same time, each one entry after the other, while `goesOn` returns true. Return the number
 * of logged entries.
 */
async function logAll(devices: Device[], goesOn: (count: number) => boolean): Promise<number> {
  const counts = await Promise.all(
    devices.map(async (device) => {
      let count = 0;
      for (; goesOn(count); count += 1) await log(device, count);
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function log(device: Device | undefined, n: number): Promise<void> {
  const sets = [{ reps: 5, weight: { value: 60 + ((n * 7) % 40), unit: 'kg' as const } }];
  const data = { exercise: `exercise ${n % EXERCISES}`, sets };
  await device?.call('progress.log', { activityType: 'exercise', data });
}

/**
 * Return the number of SQL statements per logged entry. Statements that ran less often than every second entry belong
 * to other work and are not counted.
 */
async function statementsPer(client: pg.Client, logs: number): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    'SELECT sum(calls) AS calls FROM pg_stat_statements WHERE calls > $1::double precision',
    [logs / 2],
  );
  return Number(rows[0]?.calls) / logs;
}
