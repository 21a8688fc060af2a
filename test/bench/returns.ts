import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { newId } from '../../domain/ids.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { openPresence } from '../../gateway/presence/presence.ts';
import { cleanUp, onCleanup } from '../support/cleanup.ts';
import { startNode, type TestNode } from '../support/node.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';
import { findRedis, startRedis } from '../support/services/redis.ts';
import { cpuMs } from './cpu.ts';
import { makePeople, SECRET } from './people.ts';
import { openReaders, type Reader } from './readers.ts';

/**
 * Measure what a device costs its node: the handshake, the memory of an idle device, and a reconnection after 50 missed
 * events at the same time as all other devices [C1–C3]. The devices run in this process, the node and its services in
 * others.
 */
const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    behind: { type: 'string', default: '50' },
    /** The seconds for which the devices stay connected, so that the node can be inspected. */
    hold: { type: 'string', default: '0' },
    only: { type: 'string', default: 'idle,foreign,storm' },
  },
});
const [devices, behind] = [Number(values.devices), Number(values.behind)];
const FOREIGN_NODES = 4;
const FOREIGN_DEVICES = 100_000;
const IDLE_SECONDS = 10;
const STORM_AT_ONCE = 250;

interface Probe {
  heapUsed: number;
  external: number;
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

const print = (name: string, ...figures: string[]) =>
  process.stdout.write(`${name.padEnd(34)} ${figures.map((figure) => figure.padEnd(24)).join(' ')}\n`);

/** Write one course in which all users are enrolled, `behind` events of the course, and `behind` events of each user. */
async function seed(url: string, people: { id: string }[]): Promise<string> {
  const client = await connect(url);
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
  await client.query('ANALYZE');
  await client.end();
  return courseId;
}

async function append(url: string, streams: string[]): Promise<void> {
  const client = await connect(url);
  await client.query(
    `INSERT INTO stream_events (stream, seq, id, type, data, at)
     SELECT name, n, gen_random_uuid(), 'memory.saved', '{"value":"missed"}', now()
     FROM unnest($1::text[]) AS name, generate_series(1, $2::int) AS n`,
    [streams, behind],
  );
  await client.query('UPDATE stream_heads SET seq = $2 WHERE name = ANY($1::text[])', [streams, behind]);
  await client.query('ANALYZE stream_events, stream_heads');
  await client.end();
}

async function logReads(url: string): Promise<number> {
  const client = await connect(url);
  // A Postgres session reports its counts after it has been idle for 10 s.
  await sleep(11_000);
  const { rows } = await client.query(
    `SELECT coalesce(sum(idx_scan), 0)::int AS n FROM pg_stat_user_indexes WHERE relname LIKE 'stream_events%'`,
  );
  await client.end();
  return rows[0].n;
}

async function main(): Promise<void> {
  const [postgresBinaries, redisBinary] = [findPostgres(), findRedis()];
  if (!postgresBinaries || !redisBinary) throw new Error('npm run services:install brings PostgreSQL and Redis');
  const postgres = await startPostgres(postgresBinaries, { durable: true });
  onCleanup(() => postgres.stop());
  const redis = await startRedis(redisBinary);
  onCleanup(() => redis.stop());
  const node = await startNode({
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    JWT_SECRET: SECRET,
    HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    RATE_LIMITS: 'on',
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--import=${new URL('probe.ts', import.meta.url).pathname} ${process.env['BENCH_NODE_OPTIONS'] ?? ''}`,
  });
  const [nodePid, postgresPid, redisPid] = [node, postgres, redis].map((each) => each.process.pid ?? 0) as [
    number,
    number,
    number,
  ];
  const people = await makePeople(postgres.url, devices + 500);
  const courseId = await seed(postgres.url, people);
  const tokens = people.map(({ token }) => token);
  const warm = await openReaders(node.url, tokens.slice(devices));
  for (const { webSocket } of warm) webSocket.terminate();
  await sleep(1_000);

  if (values.only.includes('idle')) await idle();
  if (values.only.includes('foreign')) await foreign(node, redis.url);
  if (values.only.includes('storm')) await storm(node, postgres.url, people.slice(0, devices), courseId, postgresPid);

  async function idle(): Promise<void> {
    const before = await probe(node);
    const cpu = [nodePid, postgresPid, redisPid].map((pid) => cpuMs(pid));
    const started = performance.now();
    const readers = await openReaders(node.url, tokens.slice(0, devices));
    const elapsed = performance.now() - started;
    const each = [nodePid, postgresPid, redisPid].map((pid, n) => ((cpuMs(pid) - (cpu[n] ?? 0)) / devices).toFixed(3));
    print(`${devices} authenticated connects`, `node ${each[0]} ms`, `postgres ${each[1]} ms`, `redis ${each[2]} ms`);
    print('', `${((devices / elapsed) * 1_000).toFixed(0)} a second`);
    await sleep(3_000);
    const after = await probe(node);
    const kib = (bytes: number) => `${(bytes / devices / 1_024).toFixed(1)} KiB`;
    print(
      'an idle device',
      `resident ${kib(after.rss - before.rss)}`,
      `heap ${kib(after.heapUsed - before.heapUsed)}`,
      `external ${kib(after.external - before.external)}`,
    );
    await sleep(Number(values.hold) * 1_000);
    for (const { webSocket } of readers) webSocket.terminate();
    await sleep(3_000);
  }
}

/** Measure what devices on other nodes cost a node without such devices [P1]. This process acts as the other nodes. */
async function foreign(node: TestNode, redisUrl: string): Promise<void> {
  const { bus, keyspace, close } = await openRedis({ url: redisUrl, prefix: 'courseside:', warn: () => undefined });
  onCleanup(close);
  const pid = node.process.pid ?? 0;
  const idle = async (name: string) => {
    const { heapUsed, rss } = await probe(node);
    const before = cpuMs(pid);
    await sleep(IDLE_SECONDS * 1_000);
    print(
      name,
      `${((cpuMs(pid) - before) / IDLE_SECONDS).toFixed(1)} ms/s`,
      `heap ${(heapUsed / 2 ** 20).toFixed(1)} MiB`,
      `resident ${(rss / 2 ** 20).toFixed(0)} MiB`,
    );
  };
  await idle('no device elsewhere');
  const elsewhere = await Promise.all(
    Array.from({ length: FOREIGN_NODES }, (_, n) =>
      openPresence({ nodeId: `elsewhere-${n}`, bus, keyspace, onDevices: () => undefined }),
    ),
  );
  onCleanup(() => elsewhere.forEach((presence) => presence.close()));
  const before = cpuMs(pid);
  const started = performance.now();
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
  const seconds = (performance.now() - started) / 1_000;
  print(
    `${FOREIGN_DEVICES} connect elsewhere`,
    `${((cpuMs(pid) - before) / seconds).toFixed(1)} ms/s`,
    `${seconds.toFixed(0)} s`,
  );
  await idle(`${FOREIGN_DEVICES} devices elsewhere`);
}

async function storm(
  node: TestNode,
  url: string,
  people: { id: string; token: string }[],
  courseId: string,
  postgresPid: number,
): Promise<void> {
  await append(url, [...people.map(({ id }) => `user:${id}`), `course:${courseId}`]);
  const epoch = await epochOf(url);
  const reads = await logReads(url);
  const nodePid = node.process.pid ?? 0;
  await probe(node);
  const cpu = [cpuMs(nodePid), cpuMs(postgresPid)];
  const started = performance.now();
  const cursors = people.map(({ id }) => ({
    [`user:${id}`]: { epoch, seq: 0 },
    [`course:${courseId}`]: { epoch, seq: 0 },
  }));
  const readers = await openReaders(
    node.url,
    people.map(({ token }) => token),
    STORM_AT_ONCE,
    cursors,
  );
  const isWhole = ({ events }: Reader) => events === 2 * behind;
  const until = performance.now() + 60_000;
  while (!readers.every(isWhole) && performance.now() < until) await sleep(100);
  const elapsed = (performance.now() - started) / 1_000;
  const { loopP99Ms, loopMaxMs } = await probe(node);
  const [nodeMs, postgresMs] = [cpuMs(nodePid) - (cpu[0] ?? 0), cpuMs(postgresPid) - (cpu[1] ?? 0)];
  print(
    `${people.length} return ${behind} events behind`,
    `${readers.filter(isWhole).length} whole in ${elapsed.toFixed(0)} s`,
    `loop p99 ${loopP99Ms.toFixed(0)} ms, max ${loopMaxMs.toFixed(0)} ms`,
    `${(await logReads(url)) - reads} reads of the log`,
  );
  print('', `node ${(nodeMs / people.length).toFixed(3)} ms`, `postgres ${(postgresMs / people.length).toFixed(3)} ms`);
  for (const { webSocket } of readers) webSocket.terminate();
}

async function epochOf(url: string): Promise<string> {
  const client = await connect(url);
  const { rows } = await client.query('SELECT epoch FROM log_epoch');
  await client.end();
  return rows[0].epoch;
}

try {
  await main();
} finally {
  await cleanUp();
}
process.exit();
