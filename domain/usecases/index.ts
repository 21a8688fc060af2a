import type { UseCases } from '../call.ts';
import type { Operations } from '../contract/index.ts';
import { authUseCases } from './auth.ts';
import { chatUseCases } from './chat.ts';
import { courseUseCases } from './course.ts';
import { memoryUseCases } from './memory.ts';
import { moduleUseCases } from './module.ts';
import { presenceUseCases } from './presence.ts';
import { progressUseCases } from './progress.ts';
import { sessionUseCases } from './session.ts';
import { achievementUseCases, streakUseCases } from './streak.ts';
import { streamUseCases } from './stream.ts';
import { syncUseCases } from './sync.ts';
import { userUseCases } from './user.ts';

export const useCases: UseCases<Operations> = {
  ...authUseCases,
  ...userUseCases,
  ...courseUseCases,
  ...moduleUseCases,
  ...chatUseCases,
  ...memoryUseCases,
  ...sessionUseCases,
  ...progressUseCases,
  ...syncUseCases,
  ...streakUseCases,
  ...achievementUseCases,
  ...streamUseCases,
  ...presenceUseCases,
};
