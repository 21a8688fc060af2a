import type { Stores } from '../../areas/stores.ts';
import { defaultPreferences } from '../../contract/preferences.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { StreakSetting } from '../stores.ts';

/**
 * The settings of an account by which its logs are interpreted, counted and shown. They are loaded once per command and
 * passed on.
 */
export interface Learner {
  userId: string;
  /** IANA zone of the account: the present zone of the learner, and the zone of an entry that names none. */
  zone: string;
  units: Preferences['units'];
  dayStartHour: Preferences['dayStartHour'];
  /** The requirements of streaks and the starts of days and weeks, each with the date from which it is valid [ST2]. */
  streakSettings: StreakSetting[];
}

export async function loadLearner(stores: Stores, userId: string): Promise<Learner> {
  const { zone = 'UTC', preferences, streakSettings } = await stores.learners.of(userId);
  const { units, dayStartHour } = { ...defaultPreferences, ...preferences };
  return { userId, zone, units, dayStartHour, streakSettings };
}
