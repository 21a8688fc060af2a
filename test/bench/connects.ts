import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage, COLLECTABLE } from './collect-garbage.ts';
import { residentMiB } from './cpu.ts';
import { alternate, Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';
import { startGenerator } from './load/generator.ts';
import type { Generator } from './load/generator.ts';
import { machineBusy } from './machine.ts';
import { makePeople } from './people.ts';
import { quantile } from './statistics.ts';
import { idleOf, meter, ours, peerNames, pidOf, startDatabase, startOurs, startSystem } from './systems.ts';
import type { PeerName, System } from './systems.ts';

/** The number of devices that connect before memory is measured for the first time, so that all code is loaded. */
const WARM_UP = 200;
/** The number of devices that connect at an even pace, and are measured, after all others have connected. */
const CONNECTS = 600;
const PER_SECOND = 100;
/** The numbers of connected devices at which memory is measured. */
const COUNTS = [2_000, 10_000];
const AT_ONCE = 48;
const SETTLE_MS = 1_500;

/**
 * Measure how long a connection takes, and how much memory it needs, on a new process of each system. On Courseside
 * each device has the valid token of another person.
 */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const postgres = await startDatabase();
  // Starting Courseside once creates the tables, so that later starts do not need to.
  await (await startOurs(postgres)).stop();
  const people = await makePeople(postgres.url, Math.max(...COUNTS) + CONNECTS);
  const tokens = people.map(({ token }) => token);
  const [connects, idle] = [
    new Figures('a connect, until the device is ready'),
    new Figures('memory of an idle device'),
  ];

  async function start(name: PeerName | 'courseside'): Promise<System> {
    if (name !== 'courseside') return startSystem(name, COLLECTABLE);
    const node = await startOurs(postgres, COLLECTABLE);
    return ours(name, node, { 'processor time': [pidOf(node)], 'Postgres processor time': [pidOf(postgres)] });
  }

  await alternate(['courseside', ...peerNames] as const, repetitions, async (name) => {
    progress(`connects and memory: ${name}`);
    const [system, clients] = [await start(name), await startGenerator()];
    await clients.connect(system.wire, system.url, tokens.slice(0, WARM_UP), { atOnce: AT_ONCE });
    const before = await memoryOf(system);
    let connected = WARM_UP;
    for (const count of COUNTS) {
      await clients.connect(system.wire, system.url, tokens.slice(connected, count), { atOnce: AT_ONCE });
      connected = count;
      await sleep(SETTLE_MS);
      const after = await memoryOf(system);
      const add = (figure: string, kib: number) => idle.add(system.name, figure, 'KiB', kib / (count - WARM_UP));
      add(`resident, of ${count}`, after.resident - before.held);
      add(`without garbage, of ${count}`, after.held - before.held);
    }
    // By now the code is as fast as on a node that has run for a while.
    await measureConnects(system, clients, tokens.slice(connected), connects);
    const { failures } = await clients.take();
    if (failures > 0) throw new Error(`${name}: ${failures} devices were lost\n${system.output()}`);
    await Promise.all([clients.stop(), system.stop()]);
  });

  connects.goal('courseside', 'processor time', { atMost: 0.5 });
  connects.goal('courseside', 'Postgres processor time', { atMost: 0.2 });
  idle.goal('courseside', 'resident, of 10000', { atMost: 20 });
  return [...connects.lines(), ...idle.lines()];
}

/** Return the resident memory of the system's first process in KiB, before and after garbage collection. */
async function memoryOf({ pids, output }: System): Promise<{ resident: number; held: number }> {
  const [pid = 0] = pids['processor time'];
  const resident = residentMiB(pid) * 1_024;
  await collectGarbage(output());
  return { resident, held: residentMiB(pid) * 1_024 };
}

async function measureConnects(system: System, clients: Generator, tokens: string[], figures: Figures): Promise<void> {
  const idle = await idleOf(system);
  await clients.take();
  const [spent, busy, started] = [meter(system), machineBusy(), performance.now()];
  const latencies = await clients.connect(system.wire, system.url, tokens, { perSecond: PER_SECOND });
  const [times, seconds] = [spent(), (performance.now() - started) / 1_000];
  const taken = await clients.take();
  // The devices that are connected already cost something too, such as answers to their heartbeats.
  for (const [figure, ms] of Object.entries(times))
    figures.add(system.name, figure, 'ms', (ms - (idle[figure] ?? 0) * seconds) / tokens.length);
  figures.add(system.name, 'ready after, median', 'ms', quantile(latencies, 0.5));
  figures.add(system.name, 'ready after, p99', 'ms', quantile(latencies, 0.99));
  figures.add(system.name, 'tried again', '', taken.retries);
  figures.addLoad(system.name, { machine: busy(), clients: taken.busy });
}
