/**
 * The changes of the keys to which names lead, and of the measures of these keys, oldest first. Each names the migration
 * that puts all learners on the list, so that their stored entries get the keys [PR10]. `hash` is the sha256 of all
 * names with equipment, their keys and measures. `test/contract/exercise-keys.test.ts` fails until a change is recorded
 * here.
 */
export const keyHistory = [
  {
    migration: '20261128001300-exercise-keys',
    change: 'the catalogue of exercises',
    hash: 'abbb90f06969029dd06055cecfa69bec9a2eae5bf664c002b3ecc28bcba5819c',
  },
] as const;
