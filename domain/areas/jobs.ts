import type { TrainingJobs } from '../training/ports.ts';
import type { TutorJobs } from '../tutor/ports.ts';

/** Every area's durable jobs by name, and what each carries. */
export interface Jobs extends TrainingJobs, TutorJobs {}
