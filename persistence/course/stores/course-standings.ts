import type { CourseStanding } from '../../../domain/course/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, isoInstant, rows } from '../../database/sql.ts';
import { present } from '../../query/rows.ts';
import { COUNTING } from '../../training/stores/counting.ts';

const LAST_ACCESSED = `greatest(
  (SELECT max(occurred_at) FROM progress_logs WHERE course_id = c.id AND user_id = $1 AND ${COUNTING}),
  (SELECT max(completed_at) FROM module_completions WHERE course_id = c.id AND user_id = $1),
  (SELECT max(last_activity_at) FROM sessions WHERE course_id = c.id AND user_id = $1),
  (SELECT created_at FROM messages WHERE course_id = c.id AND user_id = $1 ORDER BY id DESC LIMIT 1))`;

/**
 * A course is complete for a user who has completed all its modules, and for its owner once the owner has marked it as
 * completed.
 */
const COMPLETED = `(c.owner_id = $1 AND c.status = 'completed') OR (
  EXISTS (SELECT FROM modules WHERE course_id = c.id)
  AND NOT EXISTS (
    SELECT FROM modules m WHERE m.course_id = c.id
    AND NOT EXISTS (SELECT FROM module_completions d WHERE d.module_id = m.id AND d.user_id = $1)))`;

const STANDINGS = `
  SELECT c.id AS "courseId",
    ARRAY(
      SELECT module_id::text FROM module_completions WHERE course_id = c.id AND user_id = $1 ORDER BY completed_at, module_id
    ) AS "completedModuleIds",
    (SELECT count(*)::integer FROM progress_logs WHERE course_id = c.id AND user_id = $1 AND ${COUNTING}) AS logs,
    ${isoInstant(LAST_ACCESSED)} AS "lastAccessed",
    ${COMPLETED} AS completed
  FROM courses c
  WHERE c.id = ANY($2::uuid[])
  ORDER BY c.created_at, c.id`;

export async function courseStandings(
  em: EntityManager,
  userId: string,
  courseIds: readonly string[],
): Promise<CourseStanding[]> {
  const found = await rows<CourseStanding>(handleOf(em), STANDINGS, [userId, courseIds]);
  return found.map((standing) => present(standing));
}
