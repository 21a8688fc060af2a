/** The durable jobs of training by name, each with its data. */
export interface TrainingJobs {
  'session.idle': { sessionId: string; userId: string };
  'streak.tick': { userId: string };
}
