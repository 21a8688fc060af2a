import type { AccountStores } from '../account/stores.ts';
import type { CourseStores } from '../course/stores.ts';
import type { TrainingStores } from '../training/stores.ts';
import type { TutorStores } from '../tutor/stores.ts';

/**
 * Every area's stores, each shaped by what use cases ask. Times are ISO 8601 UTC; `undefined` = no such row.
 * Every method works inside a transaction (`Tx`) and, for reads, outside.
 */
export interface Stores extends TrainingStores, AccountStores, CourseStores, TutorStores {}
