import type { ExerciseKeyStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';

export function createExerciseKeyStore(em: EntityManager): ExerciseKeyStore {
  return {
    async due() {
      const found = await rows<{ userId: string }>(
        handleOf(em),
        'SELECT user_id AS "userId" FROM exercise_keys_due ORDER BY user_id',
      );
      return found.map(({ userId }) => userId);
    },
    async take(userId) {
      const taken = await rows(handleOf(em), 'DELETE FROM exercise_keys_due WHERE user_id = $1 RETURNING user_id', [
        userId,
      ]);
      return taken.length > 0;
    },
  };
}
