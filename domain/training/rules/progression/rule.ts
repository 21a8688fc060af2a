import type { Quantity } from '../../contract/quantity.ts';

interface Limits {
  /** added when every working set met its target; by default 2.5 kg or 5 lb, twice that for the lower body */
  step?: Quantity;
  /** never above this */
  ceiling?: Quantity;
}

export type ProgressionRule =
  /** a step more each time */
  | ({ type: 'linear' } & Limits)
  /** reps up to the top of the range, then a step more weight and reps from its bottom */
  | ({ type: 'double'; reps: { min: number; max: number } } & Limits)
  /** a share (0–1) of a training max that grows by the step */
  | ({ type: 'percentage'; trainingMax: Quantity; percent: number } & Limits)
  /** the last set goes on as long as it can: twice the target earns two steps */
  | ({ type: 'amrap' } & Limits);
