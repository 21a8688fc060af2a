import { setTimeout as sleep } from 'node:timers/promises';
import { rest } from '../support/api.ts';
import { alternate, Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { startGenerator } from './load/generator.ts';
import type { Generator } from './load/generator.ts';
import { machineBusy } from './machine.ts';
import { startPeer } from './peers/start.ts';
import { makePeople } from './people.ts';
import { quantile } from './statistics.ts';
import { idleOf, pidOf, meter, ours, startBroker, startDatabase, startOurs, startSystem } from './systems.ts';
import type { Costs, System } from './systems.ts';

const WORK = "a token's whole way, from the provider to one reader";
/** The number of answers that are streamed at the same time. Each gets a token every `PACE_MS`. */
const ANSWERS = 48;
const PACE_MS = 20;
/** The answers are requested one after the other over this time. All of them must have begun within `BEGIN_MS`. */
const ASK_MS = 2_000;
const BEGIN_MS = 30_000;
const WINDOW_MS = 4_000;
/** How long to wait until the answers are stored, after the provider has ended them. */
const END_MS = 1_000;

interface Reader {
  system: System;
  clients: Generator;
  /** Requests all answers. */
  ask(): Promise<void>;
}

/**
 * Measure what it costs each system to forward answers of the same provider. Only a window of time in which all answers
 * are being streamed is measured, so the cost of beginning and ending them is not included. The idle cost of the system
 * is subtracted.
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const provider = await startPeer('provider.ts', [String(PACE_MS)]);
  const figures = new Figures(WORK);
  const readers = [...(await ourReaders(provider.url)), ...(await peers(provider.url))];
  await alternate(readers, repetitions, async (reader) => {
    progress(`${WORK}: ${reader.system.name}`);
    const idle = await idleOf(reader.system);
    await reader.ask();
    await begun(reader);
    await measureWindow(reader, idle, figures);
    await fetch(`${provider.url}/stop`, { method: 'POST' });
    await sleep(END_MS);
  });
  figures.goal('courseside', 'processor time', { atMost: 1.2, of: 'Fastify SSE proxy' });
  figures.goal('courseside, reader on the other node', 'processor time', { atMost: 1.5, of: 'Fastify SSE proxy' });
  return figures.lines();
}

async function ourReaders(providerUrl: string): Promise<Reader[]> {
  const [postgres, redis] = await Promise.all([startDatabase(), startBroker()]);
  const env = { REDIS_URL: redis.url, OPENAI_BASE_URL: `${providerUrl}/v1` };
  const writer = await startOurs(postgres, env);
  const other = await startOurs(postgres, env);
  const services = { 'Postgres processor time': [pidOf(postgres)], 'Redis processor time': [pidOf(redis)] };
  const here = ours('courseside', writer, { 'processor time': [pidOf(writer)], ...services });
  const there = ours('courseside, reader on the other node', other, {
    'processor time': [pidOf(writer), pidOf(other)],
    ...services,
  });
  const message = 'How do I warm up?';

  async function open(system: System) {
    const people = await makePeople(postgres.url, ANSWERS);
    const clients = await startGenerator();
    const tokens = people.map(({ token }) => token);
    await clients.connect(system.wire, system.url, tokens, { atOnce: 12 });
    const courses = await Promise.all(
      tokens.map(
        async (token) => (await rest(writer.url, 'POST', '/courses', { token, body: { topic: 'Running' } })).body,
      ),
    );
    return { system, clients, tokens, courses: courses.map(({ id }) => String(id)) };
  }

  const [atHome, away] = [await open(here), await open(there)];
  return [
    {
      ...atHome,
      ask: () =>
        atHome.clients.say(
          atHome.courses.map((courseId) => `421${JSON.stringify(['chat.send', { courseId, message }, {}])}`),
          ASK_MS,
        ),
    },
    {
      ...away,
      // The answers are requested over HTTP from the node that writes them. No device is connected to that node.
      async ask() {
        for (const [n, courseId] of away.courses.entries()) {
          void rest(writer.url, 'POST', `/courses/${courseId}/chat/messages`, {
            token: away.tokens[n],
            body: { message },
          });
          await sleep(ASK_MS / ANSWERS);
        }
      },
    },
  ];
}

async function peers(providerUrl: string): Promise<Reader[]> {
  const uws = await startSystem('raw uWS', {}, [providerUrl]);
  const uwsClients = await startGenerator();
  await uwsClients.connect(uws.wire, uws.url, Array(ANSWERS).fill(''), { atOnce: ANSWERS });
  const asks = Array<string>(ANSWERS).fill('ask');
  const fastify = await startPeer('fastify.ts', [providerUrl]);
  const proxy = async (name: string, path: string): Promise<Reader> => {
    const clients = await startGenerator();
    const pids = { 'processor time': [fastify.pid] };
    return {
      system: { ...fastify, name, wire: 'webSocket', pids },
      clients,
      ask: () => clients.stream(fastify.url + path, ANSWERS),
    };
  };
  return [
    await proxy('Fastify SSE proxy', '/chat'),
    await proxy('Fastify SSE proxy, bytes piped unread', '/pipe'),
    { system: uws, clients: uwsClients, ask: () => uwsClients.say(asks, ASK_MS / 4) },
  ];
}

/** Wait until tokens of all answers arrive. */
async function begun({ system, clients }: Reader): Promise<void> {
  const end = performance.now() + BEGIN_MS;
  for (let heard = 0; heard < ANSWERS;) {
    if (performance.now() > end)
      throw new Error(`${system.name}: ${heard} of ${ANSWERS} answers run\n${system.output()}`);
    await clients.take();
    await sleep(1_000);
    ({ heard } = await clients.take());
  }
}

async function measureWindow({ system, clients }: Reader, idle: Costs, figures: Figures): Promise<void> {
  await clients.take();
  const [spent, busy, started] = [meter(system), machineBusy(), performance.now()];
  await sleep(WINDOW_MS);
  const [times, seconds] = [spent(), (performance.now() - started) / 1_000];
  const taken = await clients.take();
  if (taken.failures > 0) throw new Error(`${system.name}: ${taken.failures} failures\n${system.output()}`);
  for (const [figure, ms] of Object.entries(times))
    figures.add(system.name, figure, 'µs', ((ms - (idle[figure] ?? 0) * seconds) / taken.ages.length) * 1_000);
  figures.add(system.name, 'under way, median', 'ms', quantile(taken.ages, 0.5));
  figures.add(system.name, 'under way, p99', 'ms', quantile(taken.ages, 0.99));
  figures.add(system.name, 'tokens', '/s', taken.ages.length / seconds);
  figures.addLoad(system.name, { machine: busy(), clients: taken.busy });
}
