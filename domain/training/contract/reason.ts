import { z } from 'zod';

/** The reason why derived facts changed although no new activity was logged in order of time [DF3]. */
export const Reason = z.enum(['late', 'edited', 'deleted', 'undone', 'confirmed', 'settings']);
export type Reason = z.output<typeof Reason>;
