import type { Goal, Line } from './line.ts';

/** Figures that say whether the machine or the clients, rather than the server, set the pace. */
export const MACHINE_BUSY = 'machine busy';
export const CLIENTS_BUSY = 'busiest client process';

/** Gathers the samples of one work, repetition by repetition. */
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

  /** @param shares of the time for which all processors and the busiest process of clients were busy */
  addLoad(system: string, shares: { machine: number; clients: number }): void {
    this.add(system, CLIENTS_BUSY, '%', shares.clients * 100);
    this.add(system, MACHINE_BUSY, '%', shares.machine * 100);
  }

  /** @throws Error for a figure that nobody has measured */
  goal(system: string, figure: string, goal: Goal): void {
    const line = this.#lines.get(`${system}\n${figure}`);
    if (!line) throw new Error(`${this.#work}: no ${figure} of ${system}`);
    line.goal = goal;
  }

  lines(): Line[] {
    return [...this.#lines.values()];
  }
}

/** Measures each system once a repetition, in reverse order every second time: what the machine does meanwhile meets all. */
export async function alternate<S>(
  systems: readonly S[],
  repetitions: number,
  measure: (system: S) => Promise<void>,
): Promise<void> {
  for (let n = 0; n < repetitions; n += 1)
    for (const system of n % 2 === 0 ? systems : systems.toReversed()) await measure(system);
}
