import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { rest } from '../support/api.ts';
import { alternate, Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { startGenerator } from './load/generator.ts';
import type { Generator } from './load/generator.ts';
import { machineBusy } from './machine.ts';
import { makePeople } from './people.ts';
import { quantile } from './statistics.ts';
import { idleOf, meter, ours, peerNames, pidOf, startDatabase, startOurs, startSystem } from './systems.ts';
import type { System } from './systems.ts';

const RECEIVERS = [1_000, 5_000];
/** The number of deliveries a second, whatever the number of receivers. With more receivers, fewer events are sent. */
const DELIVERIES_PER_SECOND = 10_000;
const WINDOW_S = 4;
/** The pace of the commands that are measured alone, to subtract their cost from that of the deliveries. */
const ALONE_PER_SECOND = 20;
/** How long to wait after devices have connected, until the server has finished the work that this causes. */
const SETTLE_MS = 3_000;
/** How long to wait for the last deliveries. */
const DRAIN_MS = 10_000;
const AT_ONCE = 48;
const TEXT = 'STAMPis when this was said, and no training is on Friday.';

interface Sender {
  system: System;
  clients: Generator;
  /** One token for each device. Every device belongs to a different person. The first device is the sender. */
  tokens: string[];
  /** The message that the first device sends. It makes the server send an event to all devices. */
  message: string;
  /**
   * A message that makes the server send the same event to the sender only. It is given if processing the command costs
   * time itself.
   */
  unheard?: string;
}

/**
 * Measure what it costs to deliver an event to many receivers. Events are sent at an even pace. On Courseside they are
 * announcements in a course, which are stored before they are sent. The cost of the command is measured with
 * announcements that only the author receives, and is subtracted. The other systems store nothing and send an envelope
 * of the same size.
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const senders = [
    await ourSender(),
    ...(await Promise.all(peerNames.map(async (name) => peerSender(await startSystem(name))))),
  ];
  const lines: Line[] = [];
  let connected = 0;
  for (const receivers of RECEIVERS) {
    const figures = new Figures(`fan-out of an event to ${receivers.toLocaleString('en-US')}, a delivery`);
    for (const { system, clients, tokens } of senders)
      await clients.connect(system.wire, system.url, tokens.slice(connected, receivers), { atOnce: AT_ONCE });
    connected = receivers;
    await sleep(SETTLE_MS);
    await alternate(senders, repetitions, async (sender) => {
      progress(`fan-out to ${receivers}: ${sender.system.name}`);
      await measureSender(sender, receivers, figures);
    });
    figures.goal('courseside', 'processor time', { atMost: 1, of: 'Socket.IO on uWS' });
    lines.push(...figures.lines());
  }
  return lines;
}

async function ourSender(): Promise<Sender> {
  const postgres = await startDatabase();
  const node = await startOurs(postgres);
  const people = await makePeople(postgres.url, Math.max(...RECEIVERS));
  const tokens = people.map(({ token }) => token);
  const create = async () =>
    String(
      (
        await rest(node.url, 'POST', '/courses', {
          token: tokens[0] as string,
          body: { topic: 'Running', isPublic: true },
        })
      ).body.id,
    );
  const [courseId, unheardId] = [await create(), await create()];
  await enrol(
    postgres.url,
    courseId,
    people.map(({ id }) => id),
  );
  const announce = (id: string) => `421${JSON.stringify(['course.announce', { courseId: id, text: TEXT }, {}])}`;
  return {
    system: ours('courseside', node, { 'processor time': [pidOf(node)] }),
    clients: await startGenerator(),
    tokens,
    message: announce(courseId),
    unheard: announce(unheardId),
  };
}

async function enrol(databaseUrl: string, courseId: string, userIds: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'INSERT INTO enrolments (user_id, course_id) SELECT id, $1 FROM unnest($2::uuid[]) AS id ON CONFLICT DO NOTHING',
    [courseId, userIds],
  );
  await client.end();
}

async function peerSender(system: System): Promise<Sender> {
  const id = '01930000-0000-7000-8000-000000000000';
  const at = '2026-01-01T00:00:00.000Z';
  const d = { id, courseId: id, text: TEXT, at };
  const envelope = { s: `course:${id}`, q: 1_000, i: id, t: 'course.announced', at, op: id, d };
  const message =
    system.wire === 'socket.io' ? `42${JSON.stringify(['publish', envelope])}` : `p${JSON.stringify(envelope)}`;
  return { system, clients: await startGenerator(), tokens: Array(Math.max(...RECEIVERS)).fill(''), message };
}

async function measureSender(
  { system, clients, message, unheard }: Sender,
  receivers: number,
  figures: Figures,
): Promise<void> {
  const idle = (await idleOf(system))['processor time'];
  /**
   * Publish `text` for a while. Return the processor time in milliseconds, without what the idle system would have
   * used.
   */
  async function spend(text: string, perSecond: number, receiversOfEach: number) {
    await clients.take();
    const [spent, busy, started] = [meter(system), machineBusy(), performance.now()];
    const { delays } = await clients.publish(text, perSecond * WINDOW_S, 1_000 / perSecond);
    const taken = await drained(clients, perSecond * WINDOW_S * receiversOfEach);
    const ms = spent()['processor time'] - (idle * (performance.now() - started)) / 1_000;
    return { ms, delays, machine: busy(), ...taken };
  }

  const alone = unheard === undefined ? undefined : await spend(unheard, ALONE_PER_SECOND, 1);
  const commandMs = (alone?.ms ?? 0) / (ALONE_PER_SECOND * WINDOW_S);
  const perSecond = DELIVERIES_PER_SECOND / receivers;
  const events = perSecond * WINDOW_S;
  const { ms, delays, machine, busy, ages, failures } = await spend(message, perSecond, receivers);
  expectAll(system, events * receivers, ages.length, failures);
  figures.add(system.name, 'processor time', 'µs', ((ms - events * commandMs) / ages.length) * 1_000);
  if (alone) figures.add(system.name, 'the command alone', 'µs', commandMs * 1_000);
  figures.add(system.name, 'arrived after, median', 'ms', quantile(ages, 0.5));
  figures.add(system.name, 'arrived after, p99', 'ms', quantile(ages, 0.99));
  figures.add(system.name, 'sent late, p99', 'ms', quantile([...delays], 0.99));
  figures.addLoad(system.name, { machine, clients: busy });
  await measureBurst({ system, clients, message }, receivers, figures);
}

/**
 * Publish the events of one second all at once, to measure the most deliveries a second that server and clients reach.
 */
async function measureBurst(
  { system, clients, message }: Pick<Sender, 'system' | 'clients' | 'message'>,
  receivers: number,
  figures: Figures,
): Promise<void> {
  await clients.publish(message, DELIVERIES_PER_SECOND / receivers, 0);
  const { ages, failures } = await drained(clients, DELIVERIES_PER_SECOND);
  expectAll(system, DELIVERIES_PER_SECOND, ages.length, failures);
  figures.add(system.name, 'at once', '/s', (DELIVERIES_PER_SECOND * 1_000) / quantile(ages, 1));
}

function expectAll(system: System, expected: number, delivered: number, failures: number): void {
  if (delivered === expected && failures === 0) return;
  throw new Error(`${system.name}: ${delivered} of ${expected} deliveries, ${failures} failures\n${system.output()}`);
}

/** Collect what arrives at the clients until all expected deliveries are there, or until `DRAIN_MS` have passed. */
async function drained(clients: Generator, expected: number): Promise<Awaited<ReturnType<Generator['take']>>> {
  const taken = await clients.take();
  for (const end = performance.now() + DRAIN_MS; taken.ages.length < expected && performance.now() < end;) {
    await sleep(100);
    const { ages, failures } = await clients.take();
    taken.ages.push(...ages);
    taken.failures += failures;
  }
  return taken;
}
