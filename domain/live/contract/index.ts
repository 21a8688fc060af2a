import { presenceEvents, presenceOperations } from './presence.ts';
import { connectionEvents, streamOperations } from './stream.ts';
import { syncOperations } from './sync.ts';

export const operations = {
  ...presenceOperations,
  ...streamOperations,
  ...syncOperations,
};

export const events = {
  ...presenceEvents,
  ...connectionEvents,
};
