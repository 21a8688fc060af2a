import { courseStream } from './call.ts';
import type { Tx } from './ports.ts';

/** Deletes a course with its stream and its conversations, and takes it out of all that its learners were told [ER1]. */
export async function removeCourse(tx: Tx, courseId: string): Promise<void> {
  const { learnerIds, partIds } = await tx.courses.remove(courseId);
  const gone = { kind: 'course', id: courseId, change: 'deleted' } as const;
  for (const learnerId of learnerIds) await tx.erase(learnerId, [courseId, ...partIds], 'resource.changed', gone);
  await tx.endStream(courseStream(courseId));
}
