import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newId } from '../../domain/ids.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { openPresence } from '../../gateway/presence/presence.ts';
import type { TestNode } from '../support/node.ts';
import type { Service } from '../support/services/service.ts';
import { cpuMs } from './cpu.ts';
import { Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { makePeople } from './people.ts';
import { openReaders } from './readers.ts';
import type { Reader } from './readers.ts';
import { meter, ours, pidOf, startBroker, startDatabase, startOurs } from './systems.ts';

const DEVICES = 10_000;
/**
 * How many events each device has missed on its user's stream, and how many on the stream of the course that all
 * follow.
 */
const BEHIND = 50;
const AT_ONCE = 250;
const WHOLE_MS = 60_000;
const FOREIGN_NODES = 4;
const FOREIGN_DEVICES = 100_000;
const IDLE_SECONDS = 10;

/**
 * Measure how a node copes when all its devices reconnect at once after missing events on two streams [C1–C3], and how
 * much the devices that are connected to other nodes cost a node [P1].
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const [postgres, redis] = [await startDatabase(), await startBroker()];
  const storm = new Figures(`${DEVICES.toLocaleString('en-US')} devices return, each ${2 * BEHIND} events behind`);
  const foreign = new Figures(`${FOREIGN_DEVICES.toLocaleString('en-US')} devices on other nodes`);
  for (let n = 0; n < repetitions; n += 1) {
    const node = await startOurs(postgres, {
      REDIS_URL: redis.url,
      NODE_OPTIONS: `--import=${new URL('probe.ts', import.meta.url).pathname}`,
    });
    progress('devices on other nodes');
    await measureForeign(node, redis, foreign);
    progress('devices return');
    await measureStorm(node, postgres, storm);
    await node.stop();
  }
  storm.goal('courseside', 'devices with all events', { atLeast: DEVICES });
  storm.goal('courseside', 'loop delay, p99', { atMost: 100 });
  foreign.goal('with them', 'heap', { atMost: 1.02, of: 'without them' });
  foreign.goal('with them', 'processor time a second', { atMost: 1.2, of: 'without them' });
  return [...storm.lines(), ...foreign.lines()];
}

interface Probe {
  heapUsed: number;
  rss: number;
  loopP99Ms: number;
  loopMaxMs: number;
}

async function probe(node: TestNode): Promise<Probe> {
  const before = node.output().split('probe ').length;
  node.process.kill('SIGUSR2');
  for (;;) {
    await sleep(50);
    const lines = node.output().split('probe ');
    if (lines.length > before && lines.at(-1)?.includes('\n')) return JSON.parse(lines.at(-1)?.split('\n')[0] ?? '');
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function measureStorm(node: TestNode, postgres: Service, figures: Figures): Promise<void> {
  const people = await makePeople(postgres.url, DEVICES);
  const client = await connect(postgres.url);
  const courseId = await enrolAll(client, people);
  const streams = [...people.map(({ id }) => `user:${id}`), `course:${courseId}`];
  await client.query(
    `INSERT INTO stream_events (stream, seq, id, type, data, at)
     SELECT name, n, gen_random_uuid(), 'memory.saved', '{"value":"missed"}', now()
     FROM unnest($1::text[]) AS name, generate_series(1, $2::int) AS n`,
    [streams, BEHIND],
  );
  await client.query('UPDATE stream_heads SET seq = $2 WHERE name = ANY($1::text[])', [streams, BEHIND]);
  await client.query('ANALYZE');
  const epoch = ((await client.query('SELECT epoch FROM log_epoch')).rows as { epoch: string }[])[0]?.epoch ?? '';
  const readsBefore = await readsOfLog(client);
  await probe(node);
  const pids = { 'processor time': [pidOf(node)], 'Postgres processor time': [pidOf(postgres)] };
  const [spent, started] = [meter(ours('courseside', node, pids)), performance.now()];
  const cursors = people.map(({ id }) => ({
    [`user:${id}`]: { epoch, seq: 0 },
    [`course:${courseId}`]: { epoch, seq: 0 },
  }));
  const tokens = people.map(({ token }) => token);
  const readers = await openReaders(node.url, tokens, AT_ONCE, cursors);
  const isWhole = ({ events }: Reader) => events === 2 * BEHIND;
  while (!readers.every(isWhole) && performance.now() - started < WHOLE_MS) await sleep(100);
  const seconds = (performance.now() - started) / 1_000;
  for (const [figure, ms] of Object.entries(spent())) figures.add('courseside', figure, 'ms', ms / DEVICES);
  const { loopP99Ms, loopMaxMs } = await probe(node);
  const reads = (await readsOfLog(client)) - readsBefore;
  await client.end();
  figures.add('courseside', 'devices with all events', '', readers.filter(isWhole).length);
  figures.add('courseside', 'all whole after', 's', seconds);
  figures.add('courseside', 'loop delay, p99', 'ms', loopP99Ms);
  figures.add('courseside', 'loop delay, longest', 'ms', loopMaxMs);
  figures.add('courseside', 'reads of the log', '', reads);
  for (const { webSocket } of readers) webSocket.terminate();
  await sleep(3_000);
}

async function enrolAll(client: pg.Client, people: { id: string }[]): Promise<string> {
  const courseId = newId();
  const ids = people.map(({ id }) => id);
  await client.query(
    `INSERT INTO courses (id, owner_id, title, topic, current_level, goals, status, is_public, preferences, version, created_at, updated_at)
     VALUES ($1, $2, 'Bench', 'Bench', 'beginner', '[]', 'active', true, '{}', 1, now(), now())`,
    [courseId, ids[0]],
  );
  await client.query(
    `INSERT INTO enrolments (user_id, course_id, created_at) SELECT id, $2, now() FROM unnest($1::uuid[]) AS id`,
    [ids, courseId],
  );
  await client.query(`INSERT INTO stream_heads (name) VALUES ('course:' || $1::text)`, [courseId]);
  return courseId;
}

async function readsOfLog(client: pg.Client): Promise<number> {
  // Postgres adds a connection's counts to these statistics only after the connection has been idle for 10 s.
  await sleep(11_000);
  const { rows } = await client.query<{ n: number }>(
    `SELECT coalesce(sum(idx_scan), 0)::int AS n FROM pg_stat_user_indexes WHERE relname LIKE 'stream_events%'`,
  );
  return rows[0]?.n ?? Number.NaN;
}

/**
 * Measure a node without devices, before and after many devices connect to other nodes. This process acts as the other
 * nodes.
 */
async function measureForeign(node: TestNode, redis: Service, figures: Figures): Promise<void> {
  const { bus, keyspace, close } = await openRedis({ url: redis.url, prefix: 'courseside:', warn: () => undefined });
  const idle = async (name: string) => {
    const { heapUsed, rss } = await probe(node);
    const before = cpuMs(pidOf(node));
    await sleep(IDLE_SECONDS * 1_000);
    figures.add(name, 'processor time a second', 'ms', (cpuMs(pidOf(node)) - before) / IDLE_SECONDS);
    figures.add(name, 'heap', 'MiB', heapUsed / 2 ** 20);
    figures.add(name, 'resident', 'MiB', rss / 2 ** 20);
  };
  await idle('without them');
  const elsewhere = await Promise.all(
    Array.from({ length: FOREIGN_NODES }, (_, n) =>
      openPresence({ nodeId: `elsewhere-${newId()}-${n}`, bus, keyspace, onDevices: () => undefined }),
    ),
  );
  for (let n = 0; n < FOREIGN_DEVICES; n += 1) {
    elsewhere[n % FOREIGN_NODES]?.enter({
      socketId: `socket-${n}`,
      userId: newId(),
      deviceId: newId(),
      since: new Date().toISOString(),
      courses: [],
      visible: true,
    });
    if (n % 1_000 === 0) await sleep(100);
  }
  await sleep(2_000);
  await idle('with them');
  for (const presence of elsewhere) presence.close();
  await close();
}
