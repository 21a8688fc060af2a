interface Case {
  name: string;
  run(): unknown;
}

const WARM_UP = 50;
const ROUND_MS = 300;

/** Runs each case for a while and prints the median time of one call, with its ratio to the first case. */
export class Bench {
  readonly #clock: { now(): number };
  readonly #cases: Case[] = [];

  constructor(clock: { now(): number }) {
    this.#clock = clock;
  }

  add(name: string, run: () => unknown): void {
    this.#cases.push({ name, run });
  }

  run(): string {
    const medians = this.#cases.map((one) => this.#median(one));
    const first = medians[0] ?? 1;
    return this.#cases
      .map(({ name }, index) => {
        const median = medians[index] ?? 0;
        return `${name.padEnd(36)} ${(median * 1_000).toFixed(1).padStart(10)} µs ${(median / first).toFixed(2).padStart(8)}×`;
      })
      .join('\n');
  }

  #median({ run }: Case): number {
    for (let n = 0; n < WARM_UP; n += 1) run();
    const times: number[] = [];
    for (const end = this.#clock.now() + ROUND_MS; this.#clock.now() < end;) {
      const started = this.#clock.now();
      run();
      times.push(this.#clock.now() - started);
    }
    return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
  }
}
