/** One figure of one system, as `npm run bench` prints it. */
export interface Line {
  /** The work that several systems do. Lines with the same work and figure are compared. */
  work: string;
  /** The system that does the work, such as `courseside` or `raw uWS`. */
  system: string;
  /** The measured figure, such as `processor time`, `Postgres processor time` or `first delta, p99`. */
  figure: string;
  /** The unit: `µs`, `ms`, `KiB`, `/s`, or empty for a plain count. */
  unit: string;
  /** One value for each repetition, in the order of measurement. */
  samples: number[];
  goal?: Goal;
}

/** The goal for the median of a line: a number in its unit, or a multiple of the median of `system` in the same work. */
export type Goal = { atMost: number; of?: string } | { atLeast: number; of?: string };

export interface BenchOptions {
  /** The number of repetitions in which each system is measured. */
  repetitions: number;
  /** Called with the name of the work that is measured now, to show progress. */
  progress(text: string): void;
}

/** The function that each benchmark module exports. It opens its systems, closes them by `onCleanup`, and returns lines. */
export type Measure = (options: BenchOptions) => Promise<Line[]>;
