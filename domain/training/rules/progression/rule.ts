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
  /** Add one step of weight after every success. */
  | ({ type: 'linear' } & Limits)
  /** Raise the reps to the top of the range. Then add one step of weight and start again at the bottom of the range. */
  | ({ type: 'double'; reps: { min: number; max: number } } & Limits)
  /** Use the share `percent` (0–1) of a training max, and raise the training max by one step after every success. */
  | ({ type: 'percentage'; trainingMax: Quantity; percent: number } & Limits)
  /**
   * Do as many reps as possible in the last set. If these are twice the target or more, add two steps instead of one.
   */
  | ({ type: 'amrap' } & Limits);
