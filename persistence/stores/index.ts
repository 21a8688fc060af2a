import type { Stores } from '../../domain/stores.ts';
import type { Database, EntityManager } from '../database.ts';
import { orUnavailable } from '../failures.ts';
import { createAchievementStore } from './achievement-store.ts';
import { createCourseStore } from './course-store.ts';
import { createDeviceStore } from './device-store.ts';
import { createExerciseFactStore } from './exercise-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createMessageStore } from './message-store.ts';
import { createModuleStore } from './module-store.ts';
import { createProgressStore } from './progress-store.ts';
import { createReplyStore } from './reply-store.ts';
import { createSessionStore } from './session-store.ts';
import { createStreakStore } from './streak-store.ts';
import { createTallyStore } from './tally-store.ts';
import { createUserStore } from './user-store.ts';

/** All stores on one entity manager: inside its transaction where it has one, else on the pool. */
export function createStores(em: EntityManager): Stores {
  return {
    users: createUserStore(em),
    devices: createDeviceStore(em),
    courses: createCourseStore(em),
    modules: createModuleStore(em),
    messages: createMessageStore(em),
    replies: createReplyStore(em),
    memories: createMemoryStore(em),
    sessions: createSessionStore(em),
    progress: createProgressStore(em),
    exercises: createExerciseFactStore(em),
    streaks: createStreakStore(em),
    achievements: createAchievementStore(em),
    tallies: createTallyStore(em),
  };
}

/** Stores for reading beside any transaction, each time on an entity manager of their own. */
export function createReader({ orm }: Database): () => Stores {
  return () => {
    const stores = Object.entries(createStores(orm.em.fork()));
    return Object.fromEntries(stores.map(([name, store]) => [name, orUnavailable(store)])) as unknown as Stores;
  };
}
