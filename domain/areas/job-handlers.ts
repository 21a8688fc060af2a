import type { Transactions } from '../ports.ts';
import { trainingJobs } from '../training/jobs.ts';
import { tutorJobs } from '../tutor/jobs.ts';
import type { Embedder } from '../tutor/ports.ts';
import type { Jobs } from './jobs.ts';
import type { Stores } from './stores.ts';

interface Deps {
  read(): Stores;
  transactions: Transactions;
  embedder: Embedder;
  now(): Date;
}

export type JobHandlers = { [J in keyof Jobs]: (data: Jobs[J]) => Promise<void> };

/**
 * Return the handlers of durable jobs. Each handler first reads the current state from the database, so a job that runs
 * twice or late does no harm.
 */
export function jobHandlers(deps: Deps): JobHandlers {
  return { ...trainingJobs(deps), ...tutorJobs(deps) };
}
