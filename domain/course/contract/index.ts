import { courseEvents, courseOperations } from './course.ts';
import { moduleEvents, moduleOperations } from './module.ts';
import { overviewOperations } from './overview.ts';

export const operations = {
  ...courseOperations,
  ...moduleOperations,
  ...overviewOperations,
};

export const events = {
  ...courseEvents,
  ...moduleEvents,
};
