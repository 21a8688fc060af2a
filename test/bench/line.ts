/** One figure of one system, as `npm run bench` prints it. */
export interface Line {
  /** Work that several systems do beside each other; lines with the same work and figure are compared. */
  work: string;
  /** Who does it: `courseside`, `raw uWS`, … */
  system: string;
  /** What is measured, such as `processor time`, `Postgres processor time`, `first delta, p99`. */
  figure: string;
  /** `µs`, `ms`, `KiB`, `/s`, or empty for a plain count. */
  unit: string;
  /** One value of each repetition, in the order they were measured. */
  samples: number[];
  goal?: Goal;
}

/** What the median of a line is held to: a number of its unit, or a multiple of the median of `system` in the same work. */
export type Goal = { atMost: number; of?: string } | { atLeast: number; of?: string };

export interface BenchOptions {
  /** How often each system is measured. */
  repetitions: number;
  /** Told what is measured now, for whoever watches the run. */
  progress(text: string): void;
}

/** What every module beside this file exports. It opens what it needs, closes it by `onCleanup`, and returns its lines. */
export type Measure = (options: BenchOptions) => Promise<Line[]>;
