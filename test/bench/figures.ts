import type { Goal, Line } from './line.ts';

/** Figures that show whether the machine or the client processes, and not the server, were the limit. */
export const MACHINE_BUSY = 'machine busy';
export const CLIENTS_BUSY = 'busiest client process';

/** Collects the samples of one measured work over all repetitions. */
export class Figures {
  readonly #work: string;
  readonly #lines = new Map<string, Line>();

  constructor(work: string) {
    this.#work = work;
  }

  add(system: string, figure: string, unit: string, value: number): void {
    const key = `${system}\n${figure}`;
    const line = this.#lines.get(key) ?? { work: this.#work, system, figure, unit, samples: [] };
    line.samples.push(value);
    this.#lines.set(key, line);
  }

  /** @param shares how busy all processors together, and the busiest client process, were: from 0 to 1 */
  addLoad(system: string, shares: { machine: number; clients: number }): void {
    this.add(system, CLIENTS_BUSY, '%', shares.clients * 100);
    this.add(system, MACHINE_BUSY, '%', shares.machine * 100);
  }

  /**
   * Sets the goal of a figure.
   * @throws Error if the figure was not measured
   */
  goal(system: string, figure: string, goal: Goal): void {
    const line = this.#lines.get(`${system}\n${figure}`);
    if (!line) throw new Error(`${this.#work}: no ${figure} of ${system}`);
    line.goal = goal;
  }

  lines(): Line[] {
    return [...this.#lines.values()];
  }
}

/**
 * Measure every system once in each repetition. The order is reversed in every second repetition, so that other work on
 * the machine affects all systems alike.
 */
export async function alternate<S>(
  systems: readonly S[],
  repetitions: number,
  measure: (system: S) => Promise<void>,
): Promise<void> {
  for (let n = 0; n < repetitions; n += 1)
    for (const system of n % 2 === 0 ? systems : systems.toReversed()) await measure(system);
}
