import type { TrainingJobs } from '../training/ports.ts';
import type { TutorJobs } from '../tutor/ports.ts';

/** The durable jobs of every area by name, with the data of each job. */
export interface Jobs extends TrainingJobs, TutorJobs {}
