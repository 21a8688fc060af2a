import type { Reason } from '../../contract/reason.ts';
import type { ProgressRow } from '../../stores.ts';

/**
 * The reason for which facts change together with one entry. It is absent for a new entry that came in order. Changed
 * settings have a reason of their own.
 */
export type ChangeReason = Exclude<Reason, 'settings'>;

/** One entry before and after a command. */
export interface CountingChange {
  before?: ProgressRow;
  after?: ProgressRow;
  reason?: ChangeReason;
}

/**
 * Returns the change without entries that don't count. Only confirmed entries change streaks, records and achievements
 * [AL3], so unconfirmed, undone and deleted entries are left out.
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
