import type { Set } from '../../contract/quantity.ts';

export const isWarmup = (set: Set): boolean => set.type === 'warmup';

/** What a target is held against: neither a warm-up nor the tail of a drop set [PR6]. */
export const isWorking = (set: Set): boolean => set.type !== 'warmup' && set.type !== 'drop';
