import { setTimeout as sleep } from 'node:timers/promises';
import { openDevice, rest } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { cleanUp, onCleanup } from '../support/cleanup.ts';
import { startModelServer, words } from '../support/model-server.ts';
import { startNode } from '../support/node.ts';
import { findPostgres, startPostgres } from '../support/services/postgres.ts';
import { cpuMs } from './cpu.ts';
import { makePeople, SECRET } from './people.ts';
import { openReaders } from './readers.ts';

/** The hot paths of a node as processor time of its process: read the ratios, not the times. */
const READERS = 1_000;
const COMMANDS = 300;
const REPLIES = 100;
const TOKENS = 100;

const rows: { name: string; ms: number; per: string }[] = [];

/** Milliseconds of the node's processor that the work takes, divided by how often it is done. */
async function measure(
  pid: number,
  name: string,
  times: number,
  per: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = cpuMs(pid);
  await work();
  rows.push({ name, ms: (cpuMs(pid) - before) / times, per });
}

async function logs(device: Device, count: number, at: (n: number) => string): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await device.call('progress.log', {
      activityType: 'exercise',
      occurredAt: at(n),
      data: { exercise: 'squat', sets: [{ reps: 5, weight: { value: 60 + (n % 40), unit: 'kg' } }] },
    });
}

const inOrder = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
/** Each before all others: its exercise is replayed. */
const late = (n: number) => new Date(Date.UTC(2025, 11, 31) - n * 60_000).toISOString();

async function main(): Promise<void> {
  const binaries = findPostgres();
  if (!binaries) throw new Error('npm run services:install brings PostgreSQL');
  const postgres = await startPostgres(binaries, { durable: true });
  onCleanup(() => postgres.stop());
  const model = await startModelServer(() => words(TOKENS).flatMap((word) => [word, { wait: 5 }]));
  const node = await startNode({
    DATABASE_URL: postgres.url,
    JWT_SECRET: SECRET,
    HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    MAX_SOCKETS_PER_USER: '1000',
    OPENAI_BASE_URL: model.url,
    LOG_LEVEL: 'error',
  });
  const pid = node.process.pid ?? 0;
  const [ada, ben, ...others] = await makePeople(postgres.url, REPLIES + 2);
  if (!ada || !ben) throw new Error('nobody was made');
  const device = await openDevice(node.url, ada.token);
  const remember = () => device.call('memory.store', { memoryType: 'fact', key: 'k', value: 'v' });

  for (let n = 0; n < COMMANDS; n += 1) await remember();
  await measure(pid, 'event append: memory.store', COMMANDS, 'a command', async () => {
    for (let n = 0; n < COMMANDS; n += 1) await remember();
  });
  await measure(pid, 'progress.log in order', COMMANDS, 'a command', () => logs(device, COMMANDS, inOrder));
  await measure(pid, `progress.log before ${COMMANDS} others`, COMMANDS, 'a command', () =>
    logs(device, COMMANDS, late),
  );
  await measure(pid, 'handshake, connect to ready', READERS - 1, 'a device', async () => {
    const readers = await openReaders(
      node.url,
      Array.from({ length: READERS - 1 }, () => ada.token),
    );
    onCleanup(() => readers.forEach(({ webSocket }) => webSocket.terminate()));
  });
  await measure(pid, `fan-out to ${READERS}: memory.store`, COMMANDS, 'a command', async () => {
    for (let n = 0; n < COMMANDS; n += 1) await remember();
    await sleep(500);
  });

  const talkers = await Promise.all(others.map(({ token }) => openDevice(node.url, token)));
  const courses = await Promise.all(
    others.map(async ({ token }) => {
      const { body } = await rest(node.url, 'POST', '/courses', { token, body: { topic: 'Strength training' } });
      return body.id as string;
    }),
  );
  await measure(pid, `deltas: ${REPLIES} replies of ${TOKENS} tokens at once`, REPLIES * TOKENS, 'a token', () =>
    Promise.all(
      talkers.map(async (talker, n) => {
        const { replyId } = await talker.call('chat.send', {
          courseId: courses[n] ?? '',
          message: 'How do I warm up?',
        });
        await talker.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId, 60_000);
      }),
    ),
  );

  const first = rows[0]?.ms ?? 1;
  for (const { name, ms, per } of rows)
    process.stdout.write(
      `${name.padEnd(44)} ${ms.toFixed(3).padStart(9)} ms ${per.padEnd(10)} ${(ms / first).toFixed(2).padStart(7)}×\n`,
    );
}

try {
  await main();
} finally {
  await cleanUp();
}
process.exit();
