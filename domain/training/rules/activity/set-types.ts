import type { Set } from '../../contract/quantity.ts';

export const isWarmup = (set: Set): boolean => set.type === 'warmup';

/** Whether a set counts towards the target: neither a warm-up nor the later part of a drop set does [PR6]. */
export const isWorking = (set: Set): boolean => set.type !== 'warmup' && set.type !== 'drop';
