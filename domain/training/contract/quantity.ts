import { z } from 'zod';
import { text } from '../../contract/common.ts';

export const Unit = z.enum(['kg', 'lb', 'm', 'km', 'mi', 's', 'min', 'h', 'bodyweight']);
export type Unit = z.output<typeof Unit>;

/**
 * A measured number with the unit in which it was entered. With the unit `bodyweight` the value is the load added to
 * the user's own weight, in kg.
 */
export const Quantity = z.strictObject({ value: z.number().min(-1_000).max(1_000_000), unit: Unit });
export type Quantity = z.output<typeof Quantity>;

/** A quantity, or the text that people type for a quantity: `135lbs`, `61.2 kg`, `BW+20`, `5k`, `27:30` [UN3]. */
export const QuantityInput = z.union([Quantity, text(40).min(1)]);
export type QuantityInput = z.output<typeof QuantityInput>;

export const SetType = z.enum(['working', 'warmup', 'drop', 'failure', 'timed', 'distance']);

const setFields = {
  reps: z.int().min(0).max(10_000).optional(),
  rpe: z.number().min(1).max(10).optional(),
  rir: z.number().min(0).max(20).optional(),
  type: SetType.optional(),
  tempo: text(20).optional(),
  superset: text(40).optional(),
  restSeconds: z.number().min(0).max(86_400).optional(),
};

/** One set of an exercise, as it is stored and shown. */
export const Set = z.strictObject({
  weight: Quantity.optional(),
  duration: Quantity.optional(),
  distance: Quantity.optional(),
  ...setFields,
});
export type Set = z.output<typeof Set>;

/** One set of an exercise, as it may be entered: its quantities may be text. */
export const SetInput = z.strictObject({
  weight: QuantityInput.optional(),
  duration: QuantityInput.optional(),
  distance: QuantityInput.optional(),
  ...setFields,
});
export type SetInput = z.output<typeof SetInput>;
