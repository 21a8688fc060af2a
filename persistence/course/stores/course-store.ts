import { sql } from 'kysely';
import { SUMMARY_LENGTH } from '../../../domain/course/contract/course.ts';
import type { Course } from '../../../domain/course/contract/course.ts';
import type { CourseStore } from '../../../domain/course/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { readPage } from '../../query/page.ts';
import { asValues, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { CourseEntity } from '../entities/course.ts';
import { removeCourse } from './course-removal.ts';
import { courseStandings } from './course-standings.ts';

const LISTED = [
  'id',
  'ownerId',
  'title',
  'topic',
  'currentLevel',
  'targetLevel',
  'timelineWeeks',
  'status',
  'isPublic',
  'version',
  'createdAt',
  'updatedAt',
] as const;
const BEGINNING = sql<string | null>`left(description, ${sql.lit(SUMMARY_LENGTH + 1)})`.as('description');

export function createCourseStore(em: EntityManager): CourseStore {
  const db = tablesOf(em);

  return {
    async insert(course) {
      const inserted = await db
        .insertInto('courses')
        .values(rowOf(course))
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!inserted) throw taken('id');
    },

    async find(id) {
      const row = await em.findOne(CourseEntity, { id }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async findAll(ids) {
      const found = await em.find(CourseEntity, { id: { $in: [...ids] } }, asValues);
      return found.map((row) => present({ ...row }));
    },

    async list({ viewerId, scope, status, topic, q, ...request }) {
      let query = db.selectFrom('courses').select(LISTED).select(BEGINNING);
      if (scope === 'public') query = query.where('isPublic', '=', true);
      else if (viewerId === undefined) return { rows: [], total: 0 };
      else if (scope === 'mine') query = query.where('ownerId', '=', viewerId);
      else {
        const followed = db.selectFrom('enrolments').select('courseId').where('userId', '=', viewerId);
        query = query.where('id', 'in', followed);
      }
      if (status !== undefined) query = query.where('status', '=', status as Course['status']);
      if (topic !== undefined) query = query.where(sql<boolean>`lower(topic) = lower(${topic})`);
      if (q !== undefined) {
        const words = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
        query = query.where(sql<boolean>`(title ILIKE ${words} OR topic ILIKE ${words} OR description ILIKE ${words})`);
      }
      return readPage(em, CourseEntity, query, request);
    },

    async save({ id, ...course }) {
      await em.nativeUpdate(CourseEntity, { id }, rowOf({ id, ...course }));
    },

    remove: (id) => removeCourse(em, id),

    async madeBy(userId) {
      const found = await db.selectFrom('courses').select('id').where('ownerId', '=', userId).orderBy('id').execute();
      return found.map(({ id }) => id);
    },

    standings: (userId, courseIds) => courseStandings(em, userId, courseIds),

    async enrol(userId, courseId) {
      await db
        .insertInto('enrolments')
        .values({ userId, courseId, createdAt: new Date().toISOString() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async enrolments(userId) {
      const found = await db
        .selectFrom('enrolments')
        .select('courseId')
        .where('userId', '=', userId)
        .orderBy('courseId')
        .execute();
      return found.map(({ courseId }) => courseId);
    },
  };
}

/**
 * Return the row of a course. Progress is left out, because it differs for each learner and is not stored with the
 * course.
 */
function rowOf({ progress: _progress, ...course }: Course) {
  return { description: null, targetLevel: null, timelineWeeks: null, ...course };
}
