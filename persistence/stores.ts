import type { Stores } from '../domain/areas/stores.ts';
import { createDeviceStore } from './account/stores/device-store.ts';
import { createUserStore } from './account/stores/user-store.ts';
import { createCourseStore } from './course/stores/course-store.ts';
import { createModuleStore } from './course/stores/module-store.ts';
import type { Database, EntityManager } from './database/database.ts';
import { orUnavailable } from './database/failures.ts';
import { createAchievementStore } from './training/stores/achievement-store.ts';
import { createExerciseKeyStore } from './training/stores/exercise-key-store.ts';
import { createFactStore } from './training/stores/fact-store.ts';
import { createLearnerStore } from './training/stores/learner-store.ts';
import { createProgressStore } from './training/stores/progress-store.ts';
import { createRecordStore } from './training/stores/record-store.ts';
import { createSessionStore } from './training/stores/session-store.ts';
import { createStreakStore } from './training/stores/streak-store.ts';
import { createTallyStore } from './training/stores/tally-store.ts';
import { createMemoryStore } from './tutor/stores/memory-store.ts';
import { createMessageStore } from './tutor/stores/message-store.ts';
import { createReplyMaterialStore } from './tutor/stores/reply-material-store.ts';
import { createReplyStore } from './tutor/stores/reply-store.ts';

/** Return all stores on one entity manager. They run in its transaction if there is one, otherwise on the pool. */
export function createStores(em: EntityManager): Stores {
  return {
    users: createUserStore(em),
    devices: createDeviceStore(em),
    courses: createCourseStore(em),
    modules: createModuleStore(em),
    messages: createMessageStore(em),
    replies: createReplyStore(em),
    replyMaterial: createReplyMaterialStore(em),
    memories: createMemoryStore(em),
    sessions: createSessionStore(em),
    progress: createProgressStore(em),
    records: createRecordStore(em),
    streaks: createStreakStore(em),
    achievements: createAchievementStore(em),
    tallies: createTallyStore(em),
    facts: createFactStore(em),
    exerciseKeys: createExerciseKeyStore(em),
    learners: createLearnerStore(em),
  };
}

/** Make stores that read outside any transaction. Each call uses a new entity manager. */
export function createReader({ orm }: Database): () => Stores {
  return () => {
    const stores = Object.entries(createStores(orm.em.fork()));
    return Object.fromEntries(stores.map(([name, store]) => [name, orUnavailable(store)])) as unknown as Stores;
  };
}
