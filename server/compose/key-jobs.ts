import type { Stores } from '../../domain/areas/stores.ts';
import type { JobQueue } from '../../persistence/jobs/jobs.ts';

/**
 * Send the job of every learner whose entries must get other keys [PR10]. A learner stays on the list until the job has
 * succeeded, so a later call sends the job again if its retries are used up.
 */
export async function sendKeyJobs(
  { exerciseKeys }: Pick<Stores, 'exerciseKeys'>,
  jobs: Pick<JobQueue, 'scheduleAll'>,
  now: Date,
): Promise<void> {
  await exerciseKeys.beginRound(now.toISOString());
  for (let after: string | undefined; ;) {
    const userIds = await exerciseKeys.due(after);
    if (userIds.length === 0) return;
    await jobs.scheduleAll(
      'exercise.keys',
      userIds.map((userId) => ({ data: { userId }, key: userId })),
    );
    after = userIds.at(-1);
  }
}
