import { courseUseCases } from './course.ts';
import { moduleUseCases } from './module.ts';
import { overviewUseCases } from './overview.ts';

export const useCases = {
  ...courseUseCases,
  ...moduleUseCases,
  ...overviewUseCases,
};
