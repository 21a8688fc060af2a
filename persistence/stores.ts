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

/** How each store is made. */
const makers = {
  users: createUserStore,
  devices: createDeviceStore,
  courses: createCourseStore,
  modules: createModuleStore,
  messages: createMessageStore,
  replies: createReplyStore,
  replyMaterial: createReplyMaterialStore,
  memories: createMemoryStore,
  sessions: createSessionStore,
  progress: createProgressStore,
  records: createRecordStore,
  streaks: createStreakStore,
  achievements: createAchievementStore,
  tallies: createTallyStore,
  facts: createFactStore,
  exerciseKeys: createExerciseKeyStore,
  learners: createLearnerStore,
} satisfies { [Name in keyof Stores]: (em: EntityManager) => Stores[Name] };

/**
 * Return all stores on one entity manager. They run in its transaction if there is one, otherwise on the pool. Each is
 * made when it is first used: a command uses two or three of them, and making all costs more than a statement.
 */
export const createStores: (em: EntityManager) => Stores = madeAtFirstUse((store) => store);

const createReadingStores = madeAtFirstUse(orUnavailable);

/** Make stores that read outside any transaction. Each call uses a new entity manager. */
export function createReader({ orm }: Database): () => Stores {
  return () => createReadingStores(orm.em.fork());
}

function madeAtFirstUse(wrap: <S extends object>(store: S) => S): (em: EntityManager) => Stores {
  class LazyStores {
    readonly em: EntityManager;

    constructor(em: EntityManager) {
      this.em = em;
    }
  }
  for (const [name, make] of Object.entries<(em: EntityManager) => object>(makers)) {
    Object.defineProperty(LazyStores.prototype, name, {
      get(this: LazyStores) {
        const store = wrap(make(this.em));
        Object.defineProperty(this, name, { value: store });
        return store;
      },
    });
  }
  return (em) => new LazyStores(em) as unknown as Stores;
}
