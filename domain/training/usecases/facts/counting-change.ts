import type { Reason } from '../../contract/reason.ts';
import type { ProgressRow } from '../../stores.ts';

/**
 * Why derived facts change when one entry changes. There is no reason for a new entry that came in order of time.
 * Changed settings are no change of an entry, so their reason is excluded.
 */
export type ChangeReason = Exclude<Reason, 'settings'>;

/** One entry before and after a command. */
export interface CountingChange {
  before?: ProgressRow;
  after?: ProgressRow;
  reason?: ChangeReason;
}

/**
 * Leaves out an entry that does not count, before or after the change. Only confirmed entries change streaks, records
 * and achievements [AL3], and unconfirmed, undone and deleted entries do not.
 */
export function countingChange({ before, after, reason }: CountingChange): CountingChange {
  return { before: counting(before), after: counting(after), reason };
}

function counting(entry: ProgressRow | undefined): ProgressRow | undefined {
  return entry && counts(entry) ? entry : undefined;
}

export function counts({ status, deletedAt }: ProgressRow): boolean {
  return status === 'confirmed' && !deletedAt;
}
