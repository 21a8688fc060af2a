import type { AccountStores } from '../account/stores.ts';
import type { CourseStores } from '../course/stores.ts';
import type { TrainingStores } from '../training/stores.ts';
import type { TutorStores } from '../tutor/stores.ts';

/**
 * The stores of all areas. Times are ISO 8601 UTC. `undefined` means that there is no such row. Every method works
 * inside a transaction (`Tx`). Methods that only read also work outside a transaction.
 */
export interface Stores extends TrainingStores, AccountStores, CourseStores, TutorStores {}
