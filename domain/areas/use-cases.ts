import * as account from '../account/usecases/index.ts';
import type { UseCases } from '../call.ts';
import type { Operations } from '../contract/index.ts';
import * as course from '../course/usecases/index.ts';
import * as live from '../live/usecases/index.ts';
import * as training from '../training/usecases/index.ts';
import * as tutor from '../tutor/usecases/index.ts';

/** One function for each operation. If a function is missing, the code does not compile. */
export const useCases: UseCases<Operations> = {
  ...training.useCases,
  ...account.useCases,
  ...course.useCases,
  ...tutor.useCases,
  ...live.useCases,
};
