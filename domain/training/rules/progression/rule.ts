import type { Quantity } from '../../contract/quantity.ts';

interface Limits {
  /**
   * The weight to add after every working set met its target. The default is 2.5 kg or 5 lb, and twice that for the
   * lower body.
   */
  step?: Quantity;
  /** The largest weight that is recommended. */
  ceiling?: Quantity;
}

export type ProgressionRule =
  /** Add one step each time. */
  | ({ type: 'linear' } & Limits)
  /** Raise the reps to the top of the range. Then add one step of weight and start again at the bottom of the range. */
  | ({ type: 'double'; reps: { min: number; max: number } } & Limits)
  /** Use a share (0–1) of a training max. The training max grows by one step. */
  | ({ type: 'percentage'; trainingMax: Quantity; percent: number } & Limits)
  /** Do as many reps as possible in the last set. Twice the target earns two steps. */
  | ({ type: 'amrap' } & Limits);
