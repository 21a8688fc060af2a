import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { rest } from '../support/api.ts';
import { onCleanup } from '../support/cleanup.ts';
import type { TestNode } from '../support/node.ts';
import type { Service } from '../support/services/service.ts';
import { openAsker } from './asker.ts';
import type { Answered, Asker } from './asker.ts';
import { Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { makePeople } from './people.ts';
import { median, quantile } from './statistics.ts';
import { meter, ours, pidOf, startDatabase, startOurs } from './systems.ts';
import type { Costs } from './systems.ts';

const CROWDS = [50, 200, 500];
/** How many replies one person requests, one after the other: first to warm up the code, then again to measure. */
const ALONE = 40;
const QUESTION = 'How do I warm up?';

/**
 * Measure replies on one node with one Postgres. The provider answers at once with a single token, so the figures show
 * the cost of a reply apart from its text, when the reply begins, and what happens if many people ask at the same time.
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const postgres = await startDatabase();
  const provider = await startProvider();
  // Starting Courseside once creates the tables, so that later starts do not need to.
  await (await startOurs(postgres)).stop();
  const alone = new Figures('a reply, without its text');
  const crowds = new Map(CROWDS.map((count) => [count, new Figures(`${count} people ask at once`)]));
  for (let n = 0; n < repetitions; n += 1) {
    const people = await makePeople(postgres.url, Math.max(...CROWDS) + 1);
    const node = await startOurs(postgres, { OPENAI_BASE_URL: provider });
    const askers: Asker[] = [];
    for (const { token } of people) {
      const { body } = await rest(node.url, 'POST', '/courses', { token, body: { topic: 'Strength training' } });
      askers.push(await openAsker(node.url, token, body.id as string));
    }
    const [single, ...others] = askers as [Asker, ...Asker[]];
    progress('replies: one person');
    await measureAlone(node, postgres, single, alone);
    for (const [count, figures] of crowds) {
      progress(`replies: ${count} people`);
      await measureCrowd(node, postgres, others.slice(0, count), figures);
    }
    await node.stop();
  }
  alone.goal('courseside', 'node and Postgres', { atMost: 15 });
  alone.goal('courseside', "first delta behind the provider's", { atMost: 15 });
  alone.goal('the first after a start', 'first delta after', { atMost: 1.5, of: 'courseside' });
  const most = crowds.get(Math.max(...CROWDS));
  most?.goal('courseside', 'first delta, p99', { atMost: 3_000 });
  most?.goal('courseside', 'complete', { atLeast: Math.max(...CROWDS) });
  most?.goal('courseside', 'attempts, most', { atMost: 1 });
  most?.goal('courseside', 'leases taken, most', { atMost: 1 });
  return [alone, ...crowds.values()].flatMap((figures) => figures.lines());
}

async function startProvider(): Promise<string> {
  const worker = new Worker(new URL('provider.ts', import.meta.url), { workerData: { tokens: 1, paceMs: 0 } });
  onCleanup(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return `http://127.0.0.1:${port}/v1`;
}

const waitOf = ({ askedAt, firstAt }: Answered) => firstAt - askedAt;

async function measureAlone(node: TestNode, postgres: Service, asker: Asker, figures: Figures): Promise<void> {
  figures.add('the first after a start', 'first delta after', 'ms', waitOf(await asker.ask(QUESTION)));
  for (let n = 0; n < ALONE; n += 1) await asker.ask(QUESTION);
  const answers: Answered[] = [];
  const costs = await costsOf(node, postgres, async () => {
    for (let n = 0; n < ALONE; n += 1) answers.push(await asker.ask(QUESTION));
  });
  figures.add('courseside', 'first delta after', 'ms', median(answers.map(waitOf)));
  const behind = answers.map(({ firstAt, firstToken }) => firstAt - firstToken);
  figures.add('courseside', "first delta behind the provider's", 'ms', median(behind));
  addCosts(figures, costs, ALONE);
}

async function measureCrowd(node: TestNode, postgres: Service, askers: Asker[], figures: Figures): Promise<void> {
  const began = new Date();
  const answers: Answered[] = [];
  const costs = await costsOf(node, postgres, async () => {
    answers.push(...(await Promise.all(askers.map((asker) => asker.ask(QUESTION)))));
  });
  figures.add('courseside', 'first delta, median', 'ms', quantile(answers.map(waitOf), 0.5));
  figures.add('courseside', 'first delta, p99', 'ms', quantile(answers.map(waitOf), 0.99));
  figures.add('courseside', 'complete', '', answers.filter(({ end }) => end === 'reply.completed').length);
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  const { rows } = await database.query<{ attempts: number; fences: number }>(
    'SELECT max(attempt)::int AS attempts, max(fence)::int AS fences FROM replies WHERE created_at >= $1',
    [began],
  );
  await database.end();
  figures.add('courseside', 'attempts, most', '', rows[0]?.attempts ?? Number.NaN);
  figures.add('courseside', 'leases taken, most', '', rows[0]?.fences ?? Number.NaN);
  addCosts(figures, costs, askers.length);
}

async function costsOf(node: TestNode, postgres: Service, work: () => Promise<unknown>): Promise<Costs> {
  const pids = { 'processor time': [pidOf(node)], 'Postgres processor time': [pidOf(postgres)] };
  const spent = meter(ours('courseside', node, pids));
  await work();
  return spent();
}

function addCosts(figures: Figures, costs: Costs, replies: number): void {
  let sum = 0;
  for (const [figure, ms] of Object.entries(costs)) {
    figures.add('courseside', figure, 'ms', ms / replies);
    sum += ms / replies;
  }
  figures.add('courseside', 'node and Postgres', 'ms', sum);
}
