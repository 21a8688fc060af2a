import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { rest } from '../support/api.ts';
import { cleanUp, onCleanup } from '../support/cleanup.ts';
import { startNode } from '../support/node.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';
import { openAsker } from './asker.ts';
import type { Answered, Asker } from './asker.ts';
import { cpuMs } from './cpu.ts';
import { makePeople, SECRET } from './people.ts';

/**
 * Measure replies on one node and one Postgres, with a provider that answers at once: the cost of a reply, the time until
 * it begins, and the behaviour when many people ask within one second. Run it by
 * `node test/bench/replies.ts [how many ask at once …]`.
 */
const CROWDS = process.argv.slice(2).map(Number);
const ALONE = 40;
const TALKERS = 50;
const TOKENS = 200;
const PACE_MS = 20;

const say = (line: string) => process.stdout.write(`${line}\n`);
const round = (ms: number | undefined, digits = 1) => (ms ?? Number.NaN).toFixed(digits);
const at = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

async function startProvider(tokens: number, paceMs: number): Promise<string> {
  const worker = new Worker(new URL('provider.ts', import.meta.url), { workerData: { tokens, paceMs } });
  onCleanup(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return `http://127.0.0.1:${port}/v1`;
}

async function openStage(databaseUrl: string, provider: string, people: { token: string }[]) {
  const node = await startNode({
    DATABASE_URL: databaseUrl,
    JWT_SECRET: SECRET,
    HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    OPENAI_BASE_URL: provider,
    LOG_LEVEL: 'warn',
  });
  const askers: Asker[] = [];
  for (const { token } of people) {
    const { body } = await rest(node.url, 'POST', '/courses', { token, body: { topic: 'Strength training' } });
    askers.push(await openAsker(node.url, token, body.id as string));
  }
  return { node, askers };
}

interface Cost {
  node: number;
  postgres: number;
}

async function costOf(node: number, postgres: number, work: () => Promise<unknown>): Promise<Cost> {
  const before = [cpuMs(node), cpuMs(postgres)] as const;
  await work();
  return { node: cpuMs(node) - before[0], postgres: cpuMs(postgres) - before[1] };
}

const perReply = ({ node, postgres }: Cost, count: number) =>
  `${round(node / count)} ms node + ${round(postgres / count)} ms Postgres a reply`;

function beginnings(answers: Answered[]): string {
  const waits = answers.map(({ askedAt, firstAt }) => firstAt - askedAt);
  return `first delta after p50 ${round(at(waits, 0.5), 0)} ms, p99 ${round(at(waits, 0.99), 0)} ms, at most ${round(Math.max(...waits), 0)} ms`;
}

async function alone(node: number, postgres: number, asker: Asker): Promise<void> {
  const first = await asker.ask('How do I warm up?');
  say(`first reply after start: first delta after ${round(first.firstAt - first.askedAt)} ms`);
  for (let n = 0; n < ALONE; n += 1) await asker.ask('How do I warm up?');
  const answers: Answered[] = [];
  const cost = await costOf(node, postgres, async () => {
    for (let n = 0; n < ALONE; n += 1) answers.push(await asker.ask('How do I warm up?'));
  });
  const behind = answers.map(({ firstAt, firstToken }) => firstAt - firstToken);
  say(`alone: ${beginnings(answers)}; behind the provider's first token p50 ${round(at(behind, 0.5))} ms`);
  say(`alone: ${perReply(cost, ALONE)}`);
}

async function crowd(node: number, postgres: number, askers: Asker[], database: pg.Client): Promise<void> {
  const began = new Date();
  const answers: Answered[] = [];
  const cost = await costOf(node, postgres, async () => {
    answers.push(...(await Promise.all(askers.map((asker) => asker.ask('How do I warm up?')))));
  });
  const { rows } = await database.query<{ state: string; attempts: number; fences: number; count: number }>(
    `SELECT state, max(attempt)::int AS attempts, max(fence)::int AS fences, count(*)::int AS count
     FROM replies WHERE created_at >= $1 GROUP BY state`,
    [began],
  );
  const ends = rows.map((row) => `${row.count} ${row.state} (attempt ${row.attempts}, fence ${row.fences})`).join(', ');
  const refused = answers.filter(({ end }) => !end.startsWith('reply.')).map(({ end }) => end);
  if (refused.length > 0)
    say(`${askers.length} at once: ${refused.length} were refused (${[...new Set(refused)].join(', ')})`);
  const whole = Math.max(...answers.map(({ endedAt, askedAt }) => endedAt - askedAt));
  say(`${askers.length} at once: ${beginnings(answers)}; all ended after ${round(whole, 0)} ms: ${ends}`);
  say(`${askers.length} at once: ${perReply(cost, askers.length)}`);
}

async function main(): Promise<void> {
  const binaries = findPostgres();
  if (!binaries) throw new Error('npm run services:install brings PostgreSQL');
  const postgres = await startPostgres(binaries, { durable: true });
  onCleanup(() => postgres.stop());
  const postgresPid = await pidOf(postgres.url);
  const brief = await startProvider(1, 0);
  const talkative = await startProvider(TOKENS, PACE_MS);
  const crowds = CROWDS.length > 0 ? CROWDS : [50, 200, 500];
  // A first node creates the schema before the accounts are written.
  await (await startNode({ DATABASE_URL: postgres.url, JWT_SECRET: SECRET })).stop();
  const people = await makePeople(postgres.url, Math.max(TALKERS, ...crowds) + 1);

  const { node, askers } = await openStage(postgres.url, brief, people);
  const pid = node.process.pid ?? 0;
  const [single, ...others] = askers;
  if (!single) throw new Error('nobody asks');
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  await alone(pid, postgresPid, single);
  for (const count of crowds) await crowd(pid, postgresPid, others.slice(0, count), database);
  say(
    node
      .output()
      .split('\n')
      .filter((line) => line.includes('"level"'))
      .slice(0, 5)
      .join('\n'),
  );
  await database.end();
  await node.stop();

  const second = await openStage(postgres.url, talkative, people.slice(0, TALKERS));
  const talking = second.node.process.pid ?? 0;
  await second.askers[0]?.ask('How do I warm up?');
  const cost = await costOf(talking, postgresPid, () =>
    Promise.all(second.askers.map((asker) => asker.ask('How do I warm up?'))),
  );
  say(
    `${TALKERS} replies of ${TOKENS} tokens, one each ${PACE_MS} ms: ${round((cost.node * 1_000) / TALKERS / TOKENS, 0)} µs node a token, all in`,
  );
}

/** Return the id of the first Postgres process. The processes of the connections are its children. */
async function pidOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ file: string }>(`SELECT pg_read_file('postmaster.pid') AS file`);
  await client.end();
  return Number(rows[0]?.file.split('\n')[0]);
}

try {
  await main();
} finally {
  await cleanUp();
}
process.exit();
