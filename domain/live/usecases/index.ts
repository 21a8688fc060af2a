import { presenceUseCases } from './presence.ts';
import { streamUseCases } from './stream.ts';
import { syncUseCases } from './sync.ts';

export const useCases = {
  ...presenceUseCases,
  ...streamUseCases,
  ...syncUseCases,
};
