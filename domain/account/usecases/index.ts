import { authUseCases } from './auth.ts';
import { userUseCases } from './user.ts';

export const useCases = {
  ...authUseCases,
  ...userUseCases,
};
