import type { Set } from '../../contract/quantity.ts';

export const isWarmup = (set: Set): boolean => set.type === 'warmup';

/** Whether a set counts towards the target of a workout. Warm-ups and the lighter sets of a drop set do not [PR6]. */
export const isWorking = (set: Set): boolean => set.type !== 'warmup' && set.type !== 'drop';
