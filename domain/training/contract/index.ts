import { achievementOperations } from './achievement.ts';
import { progressEvents, progressOperations } from './progress.ts';
import { sessionEvents, sessionOperations } from './session.ts';
import { streakOperations } from './streak.ts';

export const operations = {
  ...achievementOperations,
  ...progressOperations,
  ...sessionOperations,
  ...streakOperations,
};

export const events = {
  ...progressEvents,
  ...sessionEvents,
};
