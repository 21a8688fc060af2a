import { achievementEvents, achievementOperations } from './achievement.ts';
import { progressEvents, progressOperations } from './progress.ts';
import { recordEvents } from './record.ts';
import { sessionEvents, sessionOperations } from './session.ts';
import { streakEvents, streakOperations } from './streak.ts';

export const operations = {
  ...achievementOperations,
  ...progressOperations,
  ...sessionOperations,
  ...streakOperations,
};

export const events = {
  ...achievementEvents,
  ...progressEvents,
  ...recordEvents,
  ...sessionEvents,
  ...streakEvents,
};
