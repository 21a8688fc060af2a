import { sql } from 'kysely';
import type { Session } from '../../../domain/training/contract/session.ts';
import type { SessionRow } from '../../../domain/training/rules/session.ts';
import type { SessionStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { readPage } from '../../query/page.ts';
import { read } from '../../query/read.ts';
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

const SAVE_SUMMARIES = `
  UPDATE sessions SET summary = healed.summary::jsonb
  FROM unnest($1::uuid[], $2::text[]) AS healed (id, summary) WHERE sessions.id = healed.id`;

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

    async endedWith(entryIds) {
      const ofEntries = sql<boolean>`id IN (SELECT session_id FROM progress_logs WHERE id = ANY(${entryIds}::uuid[]))`;
      const query = db.selectFrom('sessions').selectAll().where('status', 'in', ['completed', 'abandoned']);
      return read(em, SessionEntity, query.where(ofEntries).orderBy('startedAt').orderBy('id'));
    },

    async saveSummaries(sessions) {
      if (sessions.length === 0) return;
      const summaries = sessions.map(({ summary }) => JSON.stringify(summary));
      await rows(handleOf(em), SAVE_SUMMARIES, [sessions.map(({ id }) => id), summaries]);
    },

    async save(session) {
      await em.nativeUpdate(SessionEntity, { id: session.id }, { ...OPTIONAL, ...session });
    },
  };
}
