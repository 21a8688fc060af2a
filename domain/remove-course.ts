import { courseStream } from './call.ts';
import type { Tx } from './ports.ts';

/**
 * Delete a course with its event stream and its conversations, and remove it from every stored copy of events and
 * answers that were sent to its learners [ER1].
 */
export async function removeCourse(tx: Tx, courseId: string): Promise<void> {
  const { learnerIds, partIds } = await tx.courses.remove(courseId);
  const gone = { kind: 'course', id: courseId, change: 'deleted' } as const;
  for (const learnerId of learnerIds) await tx.erase(learnerId, [courseId, ...partIds], 'resource.changed', gone);
  await tx.endStream(courseStream(courseId));
}
