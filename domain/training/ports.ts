/** Durable jobs of training by name, and what each carries. */
export interface TrainingJobs {
  'session.idle': { sessionId: string; userId: string };
  'streak.tick': { userId: string };
}
