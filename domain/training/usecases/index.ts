import { progressUseCases } from './progress.ts';
import { sessionUseCases } from './session.ts';
import { achievementUseCases, streakUseCases } from './streak.ts';

export const useCases = {
  ...progressUseCases,
  ...sessionUseCases,
  ...streakUseCases,
  ...achievementUseCases,
};
