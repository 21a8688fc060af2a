import { z } from 'zod';

/** Why derived facts moved although nothing new was done in its order [DF3]. */
export const Reason = z.enum(['late', 'edited', 'deleted', 'undone', 'confirmed', 'settings']);
export type Reason = z.output<typeof Reason>;
