import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { cleanUp, onCleanup } from '../support/cleanup.ts';
import { cpuMs, residentMiB } from './cpu.ts';
import { makePeople } from './people.ts';
import { openReaders } from './readers.ts';
import { startDatabase, startOurs } from './systems.ts';

/**
 * Measure the cost of healing on a node with many devices. Healing is a query, made once a second, for events that the
 * node missed [S5]. The events are written directly to the database, as if another node had died before it published
 * them, so all of them arrive by healing.
 */
const { values } = parseArgs({
  options: { devices: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '20' } },
});
const [devices, seconds] = [Number(values.devices), Number(values.seconds)];
const WRITES_A_SECOND = 10;

const APPEND = `
  WITH head AS (
    UPDATE stream_heads SET seq = seq + 1, xact = pg_current_xact_id() WHERE name = ANY($1::text[]) RETURNING name, seq
  )
  INSERT INTO stream_events (stream, seq, id, type, data, at)
  SELECT name, seq, gen_random_uuid(), 'memory.saved', '{"value":"healed"}', now() FROM head`;

async function main(): Promise<void> {
  const postgres = await startDatabase();
  const node = await startOurs(postgres);
  const pid = node.process.pid ?? 0;
  const people = await makePeople(postgres.url, devices);
  const writer = new pg.Client({ connectionString: postgres.url });
  await writer.connect();
  onCleanup(() => writer.end());

  async function measure(name: string, eventsASecond: number, arrived: () => number): Promise<void> {
    const [node0, postgres0, arrived0] = [cpuMs(pid), cpuMs(postgres.process.pid ?? 0), arrived()];
    let written = 0;
    const started = performance.now();
    for (let tick = 0; tick < seconds * WRITES_A_SECOND; tick += 1) {
      const count = Math.round(eventsASecond / WRITES_A_SECOND);
      const first = (tick * count) % devices;
      const streams = people.slice(first, first + count).map(({ id }) => `user:${id}`);
      if (count > 0) written += (await writer.query(APPEND, [streams])).rowCount ?? 0;
      await sleep(Math.max(0, started + ((tick + 1) * 1_000) / WRITES_A_SECOND - performance.now()));
    }
    await sleep(2_000);
    const elapsed = (performance.now() - started) / 1_000;
    const perSecond = (ms: number) => `${(ms / elapsed).toFixed(0).padStart(5)} ms/s`;
    process.stdout.write(
      `${name.padEnd(40)} node ${perSecond(cpuMs(pid) - node0)}   postgres ${perSecond(cpuMs(postgres.process.pid ?? 0) - postgres0)}   ${arrived() - arrived0} of ${written} arrived\n`,
    );
  }

  await measure('no device, no event', 0, () => 0);
  const started = performance.now();
  const [cpu0, memory0] = [cpuMs(pid), residentMiB(pid)];
  const readers = await openReaders(
    node.url,
    people.map(({ token }) => token),
  );
  process.stdout.write(
    `${devices} devices connected: ${((performance.now() - started) / 1_000).toFixed(0)} s, ${((cpuMs(pid) - cpu0) / devices).toFixed(1)} ms and ${(((residentMiB(pid) - memory0) * 1_024) / devices).toFixed(0)} KiB of the node each\n`,
  );
  const arrived = () => readers.reduce((sum, { events }) => sum + events, 0);
  for (const rate of [0, 100, 1_000]) await measure(`${devices} devices, ${rate} events a second`, rate, arrived);
  for (const { webSocket } of readers) webSocket.terminate();
}

try {
  await main();
} finally {
  await cleanUp();
}
process.exit();
