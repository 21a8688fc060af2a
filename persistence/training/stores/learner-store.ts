import type { Preferences } from '../../../domain/contract/preferences.ts';
import type { LearnerStore, StreakSetting } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { present } from '../../query/rows.ts';

const LEARNER = prepared(
  'learner',
  `SELECT
    (SELECT timezone FROM users WHERE id = $1) AS zone,
    (SELECT preferences FROM user_settings WHERE user_id = $1) AS preferences,
    (SELECT json_agg(json_build_object('scope', scope, 'from', from_date, 'frequency', frequency, 'dayStartHour', day_start_hour,
        'weekStart', week_start) ORDER BY from_date, scope)
      FROM streak_settings WHERE user_id = $1) AS "streakSettings"`,
);

interface Row {
  zone: string | null;
  preferences: Partial<Preferences> | null;
  streakSettings: StreakSetting[] | null;
}

export function createLearnerStore(em: EntityManager): LearnerStore {
  return {
    async of(userId) {
      const [row] = await rows<Row>(handleOf(em), LEARNER, [userId]);
      return {
        ...(row?.zone && { zone: row.zone }),
        preferences: row?.preferences ?? {},
        streakSettings: (row?.streakSettings ?? []).map(present),
      };
    },
  };
}
