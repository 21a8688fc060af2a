import { StaleFence } from '../../../domain/tutor/stale-fence.ts';
import type { ReplyStore } from '../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { present } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { ReplyEntity } from '../entities/reply.ts';

const COLUMNS = [
  'id',
  'messageId',
  'userId',
  'courseId',
  'sessionId',
  'context',
  'requestId',
  'state',
  'attempt',
  'owner',
  'fence',
  'stopRequested',
  'result',
  'failure',
  'createdAt',
] as const;

// Locked in id order, as everything that locks several replies must.
const REQUEST_STOP = `
  WITH asked AS (
    SELECT id FROM replies WHERE id = ANY($1::uuid[]) AND state IN ('queued', 'running') ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET stop_requested = true FROM asked WHERE r.id = asked.id`;

export function createReplyStore(em: EntityManager): ReplyStore {
  const db = tablesOf(em);
  const replies = () => db.selectFrom('replies').select(COLUMNS);

  return {
    async insert(reply) {
      await em.insert(ReplyEntity, { ...reply });
    },

    async find(id) {
      const row = await replies().where('id', '=', id).executeTakeFirst();
      return row && present(row);
    },

    async open(userId, courseId) {
      let query = replies().where('userId', '=', userId).where('state', 'in', ['queued', 'running']);
      if (courseId !== undefined) query = query.where('courseId', '=', courseId);
      const found = await query.orderBy('createdAt').orderBy('id').execute();
      return found.map((row) => present(row));
    },

    async requestStop(ids) {
      await rows(handleOf(em), REQUEST_STOP, [ids]);
    },

    async fenced(id, fence) {
      const row = await replies().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
      if (row?.fence !== fence) throw new StaleFence(id);
      return present(row);
    },

    async finish(id, state, result, failure) {
      const ended = { state, result: result ?? null, failure: failure ?? null, owner: null, expiresAt: null };
      await em.nativeUpdate(ReplyEntity, { id }, ended);
    },
  };
}
