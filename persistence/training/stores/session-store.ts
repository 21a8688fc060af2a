import type { Session } from '../../../domain/training/contract/session.ts';
import type { SessionRow } from '../../../domain/training/rules/session.ts';
import type { SessionStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { readPage } from '../../query/page.ts';
import { asValues, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { SessionEntity } from '../entities/session.ts';

const OPTIONAL = {
  plannedDuration: null,
  actualDuration: null,
  current: null,
  notes: null,
  rest: null,
  pausedAt: null,
  completedAt: null,
  summary: null,
};

export function createSessionStore(em: EntityManager): SessionStore {
  const db = tablesOf(em);

  async function find(id: string): Promise<SessionRow | undefined> {
    const row = await em.findOne(SessionEntity, { id }, asValues);
    return row ? present({ ...row }) : undefined;
  }

  /**
   * Return whether another session of the user is running. In that case the insert failed because of that session, not
   * because of the id.
   */
  async function isBlocked({ id, userId }: Session): Promise<boolean> {
    const running = await db
      .selectFrom('sessions')
      .select('id')
      .where('userId', '=', userId)
      .where('status', 'in', ['active', 'paused'])
      .executeTakeFirst();
    return running !== undefined && running.id !== id;
  }

  return {
    find,

    async insert(session) {
      const inserted = await db
        .insertInto('sessions')
        .values({ ...OPTIONAL, ...session })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!inserted) throw taken((await isBlocked(session)) ? 'status' : 'id');
    },

    async active(userId) {
      const row = await em.findOne(SessionEntity, { userId, status: { $in: ['active', 'paused'] } }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async list({ userId, courseId, status, sessionType, from, to, ...request }) {
      let query = db.selectFrom('sessions').selectAll().where('userId', '=', userId).where('courseId', '=', courseId);
      if (status !== undefined) query = query.where('status', '=', status as Session['status']);
      if (sessionType !== undefined) query = query.where('sessionType', '=', sessionType as Session['sessionType']);
      if (from !== undefined) query = query.where('startedAt', '>=', from);
      if (to !== undefined) query = query.where('startedAt', '<=', to);
      return readPage(em, SessionEntity, query, request);
    },

    async save(session) {
      await em.nativeUpdate(SessionEntity, { id: session.id }, { ...OPTIONAL, ...session });
    },
  };
}
