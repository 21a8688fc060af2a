import type { Goal, Line } from './line.ts';

/** The figures that show whether the machine or the clients were the limit, rather than the server. */
export const MACHINE_BUSY = 'machine busy';
export const CLIENTS_BUSY = 'busiest client process';

/** Collects the samples of one work over all repetitions. */
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

  /** @param shares the shares of the time for which all processors, and the busiest client process, were busy */
  addLoad(system: string, shares: { machine: number; clients: number }): void {
    this.add(system, CLIENTS_BUSY, '%', shares.clients * 100);
    this.add(system, MACHINE_BUSY, '%', shares.machine * 100);
  }

  /** @throws Error if the figure was not measured */
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
 * Measure each system once in each repetition, in reverse order every second time. Other work of the machine therefore
 * affects all systems alike.
 */
export async function alternate<S>(
  systems: readonly S[],
  repetitions: number,
  measure: (system: S) => Promise<void>,
): Promise<void> {
  for (let n = 0; n < repetitions; n += 1)
    for (const system of n % 2 === 0 ? systems : systems.toReversed()) await measure(system);
}
