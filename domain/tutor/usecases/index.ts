import { chatUseCases } from './chat.ts';
import { memoryUseCases } from './memory.ts';

export const useCases = {
  ...chatUseCases,
  ...memoryUseCases,
};
