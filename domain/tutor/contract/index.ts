import { chatEvents, chatOperations } from './chat.ts';
import { memoryEvents, memoryOperations } from './memory.ts';

export const operations = {
  ...chatOperations,
  ...memoryOperations,
};

export const events = {
  ...chatEvents,
  ...memoryEvents,
};
