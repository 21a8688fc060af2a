/** The durable jobs of the training area by name, with the data of each job. */
export interface TrainingJobs {
  'session.idle': { sessionId: string; userId: string };
  'streak.tick': { userId: string };
  'exercise.keys': { userId: string };
}
