import type { Reason } from '../../contract/reason.ts';
import type { ProgressRow } from '../../stores.ts';

/** Why facts move with one entry; settings move them without any. Absent for a new entry in its order. */
export type ChangeReason = Exclude<Reason, 'settings'>;

/** One entry as it counted before a command and counts after it. */
export interface CountingChange {
  before?: ProgressRow;
  after?: ProgressRow;
  reason?: ChangeReason;
}

/** Only confirmed entries move streaks, records and achievements [AL3]; unconfirmed, undone and deleted ones are left out. */
export function countingChange({ before, after, reason }: CountingChange): CountingChange {
  return { before: counting(before), after: counting(after), reason };
}

function counting(entry: ProgressRow | undefined): ProgressRow | undefined {
  return entry && counts(entry) ? entry : undefined;
}

export function counts({ status, deletedAt }: ProgressRow): boolean {
  return status === 'confirmed' && !deletedAt;
}
