import { authEvents, authOperations } from './auth.ts';
import { userEvents, userOperations } from './user.ts';

export const operations = {
  ...authOperations,
  ...userOperations,
};

export const events = {
  ...authEvents,
  ...userEvents,
};
