import type { RemovedCourse } from '../../../domain/course/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';

const LEARNERS = `
  SELECT owner_id::text AS id FROM courses WHERE id = $1::uuid
  UNION SELECT user_id::text FROM enrolments WHERE course_id = $1::uuid
  UNION SELECT user_id::text FROM messages WHERE course_id = $1::uuid
  UNION SELECT user_id::text FROM sessions WHERE course_id = $1::uuid`;
// Only a transaction that has locked a stream's row in `stream_heads` can append to the stream. While this transaction
// holds the rows of all learners, no other transaction can append an event about the course.
const HOLD_STREAMS = `
  SELECT FROM stream_heads WHERE name = ANY($1::text[]) ORDER BY name COLLATE "C" FOR UPDATE`;
const HOLD_COURSE = `SELECT FROM courses WHERE id = $1::uuid FOR UPDATE`;
const PARTS = `
  SELECT id::text FROM modules WHERE course_id = $1::uuid
  UNION ALL SELECT id::text FROM sessions WHERE course_id = $1::uuid
  UNION ALL SELECT id::text FROM messages WHERE course_id = $1::uuid`;

/** Removes a course with its modules, sessions and conversations. */
export async function removeCourse(em: EntityManager, id: string): Promise<RemovedCourse> {
  const idsOf = async (select: string) => (await rows<{ id: string }>(handleOf(em), select, [id])).map((row) => row.id);
  const streams = (await idsOf(LEARNERS)).map((userId) => `user:${userId}`);
  await rows(handleOf(em), HOLD_STREAMS, [streams]);
  await rows(handleOf(em), HOLD_COURSE, [id]);
  const [learnerIds, partIds] = [await idsOf(LEARNERS), await idsOf(PARTS)];
  await rows(handleOf(em), 'DELETE FROM courses WHERE id = $1::uuid', [id]);
  return { learnerIds, partIds };
}
