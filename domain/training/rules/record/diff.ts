import type { Record } from '../../contract/record.ts';

/** Return the key of a record. Two records with the same key are the same record. */
export const recordKey = ({ exercise, kind, entryId }: Record): string => `${exercise}/${kind}/${entryId}`;

/** Replace records by changed records with the same (exercise, kind, entryId). New records come at the end. */
export function mergeRecords(before: readonly Record[], changed: readonly Record[]): Record[] {
  const byKey = new Map(before.map((record) => [recordKey(record), record]));
  for (const record of changed) byKey.set(recordKey(record), record);
  return [...byKey.values()];
}

/**
 * Compare the records before and after a change. `set` contains the new and the changed records, `revoked` contains
 * those that are no longer records.
 */
export function diffRecords(before: readonly Record[], after: readonly Record[]): { set: Record[]; revoked: Record[] } {
  const held = new Map(before.map((record) => [recordKey(record), record]));
  const standing = new Set(after.map(recordKey));
  return {
    set: after.filter((record) => !sameFacts(held.get(recordKey(record)), record)),
    revoked: before.filter((record) => !standing.has(recordKey(record))),
  };
}

function sameFacts(a: Record | undefined, b: Record): boolean {
  return a !== undefined && facts(a) === facts(b);
}

/** List the compared values in a fixed order, since a database may return an object's keys in any order. */
function facts({ value, reps, distance, at, previous }: Record): string {
  return JSON.stringify([
    [value.value, value.unit, reps, distance?.value, distance?.unit, Date.parse(at)],
    previous && [previous.value.value, previous.value.unit, previous.reps, Date.parse(previous.at), previous.entryId],
  ]);
}
