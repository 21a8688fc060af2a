import type { ProgressRow } from '../../stores.ts';

export type Reason = 'late' | 'edited' | 'deleted' | 'undone' | 'confirmed';

/** One entry before and after a command; absent = not there, or not counting (unconfirmed, undone, deleted). */
export interface Change {
  before?: ProgressRow;
  after?: ProgressRow;
  /** why derived facts may move although nothing new was done [DF3]; absent for a new log in its order */
  reason?: Reason;
}

/** Only confirmed entries move streaks, records and achievements [AL3]. */
export function counting(entry: ProgressRow | undefined): ProgressRow | undefined {
  return entry && entry.status === 'confirmed' && !entry.deletedAt ? entry : undefined;
}
