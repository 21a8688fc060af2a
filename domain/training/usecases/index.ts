import { achievementUseCases } from './achievement.ts';
import { progressUseCases } from './progress.ts';
import { sessionUseCases } from './session.ts';
import { streakUseCases } from './streak.ts';

export const useCases = {
  ...achievementUseCases,
  ...progressUseCases,
  ...sessionUseCases,
  ...streakUseCases,
};
