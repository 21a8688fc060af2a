import { setTimeout as sleep } from 'node:timers/promises';
import { check } from './checker/check.ts';
import type { Violation } from './checker/violation.ts';
import { openCrew } from './devices/crew.ts';
import type { Device } from './devices/device.ts';
import type { Fault } from './faults/fault.ts';
import { faults as allFaults } from './faults/table.ts';
import { createRecorder } from './history.ts';
import type { History } from './history.ts';
import { openLab } from './lab/lab.ts';
import { readTruth } from './lab/truth.ts';
import { inflict } from './plan.ts';
import { seeded } from './random.ts';
import { summarize } from './report.ts';
import type { Report } from './report.ts';
import { healed, quiet } from './world.ts';

export interface ChaosOptions {
  minutes: number;
  seed: string;
  nodes: number;
  devices: number;
  faults?: readonly Fault[];
  /** The average pause between two commands of one device, in milliseconds. */
  pauseMs?: number;
  /** The environment variables of every node. */
  env?: Record<string, string>;
}

const PAUSE_MS = 1_200;
const BEGIN_LIMIT_MS = 30_000;
const QUIET_LIMIT_MS = 90_000;
/** How long to wait at the end, so that events which should not arrive are noticed if they do. */
const AFTERWARDS_MS = 2_000;

/**
 * Run a cluster while faults are injected. Then check, from all that the devices recorded, that nothing was lost,
 * duplicated or reordered.
 */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const { minutes, seed, nodes, devices, env, faults = allFaults, pauseMs = PAUSE_MS } = options;
  const random = seeded(seed);
  const recorder = createRecorder();
  const lab = await openLab({ nodes, env });
  const crew: Device[] = [];
  try {
    await openCrew(crew, { devices, lab, recorder, random, pauseMs });
    const world = { lab, devices: crew };
    await healed(world, BEGIN_LIMIT_MS);
    const working = Promise.all(crew.map((device) => device.work()));
    const inflicted = await inflict({
      world,
      random: random.fork('faults'),
      recorder,
      faults,
      durationMs: minutes * 60_000,
    });

    for (const device of crew) device.stop();
    const unanswered = await Promise.race([
      working.then(() => []),
      sleep(QUIET_LIMIT_MS, NOT_ANSWERED, { ref: false }),
    ]);
    const { behind } = await quiet(world, QUIET_LIMIT_MS);
    const still = behind.length > 0 ? [{ property: 'all comes to rest', message: 'it did not', context: behind }] : [];
    await sleep(AFTERWARDS_MS);
    const userIds = [...new Set(crew.map(({ userId }) => userId))];
    const history: History = {
      devices: crew.map(({ id, kind, userId }) => ({ id, kind, userId })),
      entries: recorder.entries.splice(0),
      truth: await readTruth(lab.postgres.url, userIds),
    };
    return summarize({
      seed,
      minutes,
      history,
      inflicted,
      violations: [...inflicted.violations, ...unanswered, ...still, ...check(history)],
      output: lab.slots.map((slot) => slot.output()).join(''),
    });
  } finally {
    for (const device of crew) device.link.leave();
    await lab.close();
  }
}

const NOT_ANSWERED: Violation[] = [
  { property: 'every command is answered', message: `not within ${QUIET_LIMIT_MS} ms of quiet`, context: [] },
];
