import { StaleFence } from '../../../domain/tutor/stale-fence.ts';
import type { ReplyRow, ReplyStore } from '../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { LEASE } from '../leases/renew.ts';
import { COLUMNS, replyOf } from './reply-columns.ts';
import type { ReplyColumns } from './reply-columns.ts';

const INSERT = prepared(
  'reply_insert',
  `INSERT INTO replies (id, message_id, user_id, course_id, session_id, context, request_id, state, attempt, owner,
    expires_at, fence, stop_requested, result, failure, created_at)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::uuid, $6::jsonb, $7::text, $8::text, $9::integer, $10::text,
    CASE WHEN $10::text IS NOT NULL THEN clock_timestamp() + ${LEASE} END, $11::integer, $12::boolean, $13::jsonb,
    $14::text, $15::timestamptz`,
);

const FIND = prepared('reply_find', `SELECT ${COLUMNS} FROM replies r WHERE id = $1::uuid`);

const OPEN = prepared(
  'replies_open',
  `SELECT ${COLUMNS} FROM replies r
  WHERE user_id = $1::uuid AND state IN ('queued', 'running') AND course_id = coalesce($2::uuid, course_id)
  ORDER BY created_at, id`,
);

// Locking a running reply also renews its lease, because the periodic renewal skips locked rows.
const FENCED = prepared(
  'reply_fenced',
  `UPDATE replies r SET expires_at = CASE WHEN r.state = 'running' THEN clock_timestamp() + ${LEASE} END
  WHERE id = $1::uuid AND fence = $2::integer RETURNING ${COLUMNS}`,
);

const BEGIN = prepared(
  'reply_begin',
  `WITH own AS (
    UPDATE replies SET expires_at = clock_timestamp() + ${LEASE} WHERE id = $1::uuid AND fence = $2::integer
    RETURNING id, attempt
  ), begun AS (UPDATE messages m SET attempt = own.attempt, state = 'streaming' FROM own WHERE m.id = own.id)
  SELECT id FROM own`,
);

// The statement also returns the next reply of the conversation, which waits for the end of this reply. No new message
// can be added meanwhile, because its command must lock the head of the same stream.
const FINISH = prepared(
  'reply_finish',
  `WITH ended AS (
    UPDATE replies SET state = $3::text, result = $4::jsonb, failure = $5::text, owner = NULL, expires_at = NULL
    WHERE id = $1::uuid AND fence = $2::integer
    RETURNING id, user_id, course_id
  ), told AS (
    UPDATE messages m SET content = $6::text, state = $3::text, suggestions = coalesce($7::jsonb, m.suggestions),
      auto_logged = coalesce($8::jsonb, m.auto_logged), model = coalesce($9::text, m.model),
      degraded = coalesce($10::boolean, m.degraded)
    FROM ended WHERE m.id = ended.id
  )
  SELECT next.id, next.message_id AS "messageId"
  FROM ended LEFT JOIN LATERAL (
    SELECT r.id, r.message_id FROM replies r
    WHERE r.user_id = ended.user_id AND r.course_id = ended.course_id AND r.state = 'queued' AND r.id <> ended.id
    ORDER BY r.created_at, r.id LIMIT 1) next ON true`,
);

// Replies are locked in the order of their ids, as in every statement that locks several replies.
const REQUEST_STOP = `
  WITH asked AS (
    SELECT id FROM replies WHERE id = ANY($1::uuid[]) AND state IN ('queued', 'running') ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET stop_requested = true FROM asked WHERE r.id = asked.id`;

const json = (value: unknown) => value && JSON.stringify(value);

export function createReplyStore(em: EntityManager): ReplyStore {
  async function select(text: string, values: unknown[]): Promise<ReplyRow[]> {
    return (await rows<ReplyColumns>(handleOf(em), text, values)).map(replyOf);
  }

  return {
    async insert(reply) {
      const { id, messageId, userId, courseId, sessionId, requestId, state, attempt, owner } = reply;
      const { fence, stopRequested, failure, createdAt } = reply;
      const [context, result] = [json(reply.context), json(reply.result)];
      const named = [id, messageId, userId, courseId, sessionId, context, requestId, state, attempt, owner];
      await rows(handleOf(em), INSERT, [...named, fence, stopRequested, result, failure, createdAt]);
    },

    find: async (id) => (await select(FIND, [id]))[0],
    open: (userId, courseId) => select(OPEN, [userId, courseId]),

    async requestStop(ids) {
      if (ids.length > 0) await rows(handleOf(em), REQUEST_STOP, [ids]);
    },

    async fenced(id, fence) {
      const [reply] = await select(FENCED, [id, fence]);
      if (!reply) throw new StaleFence(id);
      return reply;
    },

    async begin({ id, fence }) {
      const own = await rows(handleOf(em), BEGIN, [id, fence]);
      if (own.length === 0) throw new StaleFence(id);
    },

    async finish({ id, fence }, { state, result, failure }, { content, suggestions, autoLogged, model, degraded }) {
      const message = [content, json(suggestions), json(autoLogged), model, degraded];
      const values = [id, fence, state, json(result), failure, ...message];
      const [next] = await rows<{ id: string | null; messageId: string | null }>(handleOf(em), FINISH, values);
      if (!next) throw new StaleFence(id);
      return next.id !== null && next.messageId !== null ? { id: next.id, messageId: next.messageId } : undefined;
    },
  };
}
