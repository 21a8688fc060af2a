import { z } from 'zod';

/**
 * Why derived facts, such as records and streaks, changed if the cause was not a new activity that came in order of
 * time [DF3]. `late` means that an activity arrived after later ones.
 */
export const Reason = z.enum(['late', 'edited', 'deleted', 'undone', 'confirmed', 'settings']);
export type Reason = z.output<typeof Reason>;
