import type { Stores } from '../../areas/stores.ts';
import { defaultPreferences } from '../../contract/preferences.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { StreakSetting } from '../stores.ts';

/** What of an account decides how its logs are read, counted and shown; loaded once a command and passed on. */
export interface Learner {
  userId: string;
  /** IANA zone of the account: where it is now, and where it logs unless told */
  zone: string;
  units: Preferences['units'];
  dayStartHour: Preferences['dayStartHour'];
  /** What streaks asked for, and when days and weeks began, from which date on [ST2]. */
  streakSettings: StreakSetting[];
}

export async function loadLearner(stores: Stores, userId: string): Promise<Learner> {
  const { zone = 'UTC', preferences, streakSettings } = await stores.learners.of(userId);
  const { units, dayStartHour } = { ...defaultPreferences, ...preferences };
  return { userId, zone, units, dayStartHour, streakSettings };
}
