import { setTimeout as sleep } from 'node:timers/promises';
import type { Violation } from './checker/violation.ts';
import type { Fault, World } from './faults/fault.ts';
import type { Recorder } from './history.ts';
import type { Random } from './random.ts';
import { healed } from './world.ts';

/** How long to wait before each round of faults. */
const PAUSE_MS = { min: 300, max: 2_000 };
/** The faults of a round begin within this time, so that most of them overlap. */
const ROUND_MS = 2_500;
const FAULTS_AT_ONCE = [1, 1, 2, 2, 3];
/**
 * A pause without faults follows every `CALM_EVERY` rounds. Some promises hold only without faults and are checked
 * then.
 */
const CALM_EVERY = 4;
const CALM_MS = 14_000;
const HEAL_LIMIT_MS = 60_000;

export interface Inflicted {
  counts: Map<string, number>;
  longestHealMs: number;
  violations: Violation[];
}

interface Options {
  world: World;
  random: Random;
  recorder: Recorder;
  faults: readonly Fault[];
  durationMs: number;
}

/** Inject faults in rounds for the given duration. After each round, wait until every device has caught up. */
export async function inflict({ world, random, recorder, faults, durationMs }: Options): Promise<Inflicted> {
  const until = performance.now() + durationMs;
  const inflicted: Inflicted = { counts: new Map(), longestHealMs: 0, violations: [] };
  const stricken = new Set<string>();
  let deck: Fault[] = [];

  /**
   * Draw a fault. Every fault comes once before any comes a second time. Return undefined if the fault would last
   * longer than the rest of the run.
   */
  function draw(): Fault | undefined {
    if (deck.length === 0) deck = random.shuffled(faults);
    const fault = deck.pop();
    return fault && performance.now() + ROUND_MS + fault.lastsMs < until ? fault : undefined;
  }

  async function strike(fault: Fault, afterMs: number): Promise<void> {
    await sleep(afterMs);
    const prepared = fault.prepare(world, random);
    if (!prepared || stricken.has(prepared.target)) return;
    const { target } = prepared;
    stricken.add(target);
    recorder.add({ kind: 'fault', name: fault.name, target, phase: 'begin' });
    await prepared.run().catch((error: Error) => {
      inflicted.violations.push({ property: 'what was ended starts again', message: error.message, context: [target] });
    });
    recorder.add({ kind: 'fault', name: fault.name, target, phase: 'end' });
    stricken.delete(target);
    inflicted.counts.set(fault.name, (inflicted.counts.get(fault.name) ?? 0) + 1);
  }

  for (let round = 1; performance.now() < until; round += 1) {
    await sleep(random.whole(PAUSE_MS.min, PAUSE_MS.max));
    const drawn = Array.from({ length: random.pick(FAULTS_AT_ONCE) }, draw).filter((fault) => fault !== undefined);
    await Promise.all(drawn.map((fault) => strike(fault, random.whole(0, ROUND_MS))));
    const { tookMs, behind } = await healed(world, HEAL_LIMIT_MS);
    inflicted.longestHealMs = Math.max(inflicted.longestHealMs, tookMs);
    if (behind.length > 0) {
      const message = `not within ${HEAL_LIMIT_MS} ms of ${drawn.map(({ name }) => name).join(', ')}`;
      inflicted.violations.push({ property: 'devices catch up', message, context: behind });
    }
    if (round % CALM_EVERY === 0) await sleep(Math.min(CALM_MS, Math.max(0, until - performance.now())));
  }
  return inflicted;
}
