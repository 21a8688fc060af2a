/** The values of one figure of one system, as `npm run bench` prints them. */
export interface Line {
  /** The name of the measured work. Lines with the same work and figure are compared. */
  work: string;
  /** The system that did the work, such as `courseside` or `raw uWS`. */
  system: string;
  /** The name of the figure, such as `processor time`, `Postgres processor time` or `first delta, p99`. */
  figure: string;
  /** The unit: `µs`, `ms`, `KiB`, `/s`, or empty for a plain number. */
  unit: string;
  /** One value for each repetition, in the order of measurement. */
  samples: number[];
  goal?: Goal;
}

/**
 * A limit for the median of a line. Without `of` it is in the line's unit. With `of` it is a multiple of the median of
 * another system, named `of`, in the same work and figure.
 */
export type Goal = { atMost: number; of?: string } | { atLeast: number; of?: string };

export interface BenchOptions {
  /** How many times each system is measured. */
  repetitions: number;
  /** Called to show the progress, with the name of the work that is measured next. */
  progress(text: string): void;
}

/**
 * The function that each benchmark module exports. It starts the systems, has them stopped by `onCleanup`, and returns
 * the measured lines.
 */
export type Measure = (options: BenchOptions) => Promise<Line[]>;
