import { sql } from 'kysely';
import type { Message } from '../../../domain/tutor/contract/chat.ts';
import type { MessageStore } from '../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { read } from '../../query/read.ts';
import { asValues, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { MessageEntity } from '../entities/message.ts';
import { COLUMNS, replyOf } from './reply-columns.ts';
import type { ReplyColumns } from './reply-columns.ts';

const SHOWN = [
  'id',
  'courseId',
  'sessionId',
  'parentId',
  'editOf',
  'role',
  'content',
  'context',
  'state',
  'requestId',
  'replyId',
  'attempt',
  'suggestions',
  'autoLogged',
  'model',
  'degraded',
  'createdAt',
] as const;

const INSERT = prepared(
  'messages_insert',
  `INSERT INTO messages (id, user_id, course_id, session_id, parent_id, edit_of, is_shown, role, content, context, state,
    request_id, reply_id, attempt, suggestions, auto_logged, model, degraded, created_at)
  SELECT "id", "userId", "courseId", "sessionId", "parentId", "editOf", true, "role", "content", "context", "state",
    "requestId", "replyId", "attempt", "suggestions", "autoLogged", "model", "degraded", "createdAt"
  FROM json_to_recordset($1::json) AS m ("id" uuid, "userId" uuid, "courseId" uuid, "sessionId" uuid, "parentId" uuid,
    "editOf" uuid, "role" text, "content" text, "context" jsonb, "state" text, "requestId" text, "replyId" uuid,
    "attempt" integer, "suggestions" jsonb, "autoLogged" jsonb, "model" text, "degraded" boolean, "createdAt" timestamptz)
  ON CONFLICT DO NOTHING RETURNING id`,
);

// The path from a message up to the first message of its branch.
const PATH = `
  WITH RECURSIVE path AS (
    SELECT id, parent_id FROM messages WHERE id = $1::uuid
    UNION ALL
    SELECT m.id, m.parent_id FROM messages m JOIN path ON m.id = path.parent_id
  )`;

const SHOW = `${PATH}
  UPDATE messages m SET is_shown = NOT m.is_shown
  WHERE m.user_id = $2::uuid AND m.course_id = $3::uuid AND m.is_shown <> EXISTS (SELECT FROM path WHERE path.id = m.id)`;

// The path first follows the newest child of each message down to the last message, and then goes up to the first
// message.
const BRANCH = `
  WITH RECURSIVE down AS (
    SELECT id FROM messages WHERE id = $1::uuid
    UNION ALL
    SELECT (SELECT max(m.id::text)::uuid FROM messages m WHERE m.parent_id = down.id) FROM down WHERE down.id IS NOT NULL
  ), path AS (
    SELECT id, parent_id FROM messages WHERE id = (SELECT max(id::text)::uuid FROM down)
    UNION ALL
    SELECT m.id, m.parent_id FROM messages m JOIN path ON m.id = path.parent_id
  )
  SELECT id FROM path`;

// The last message of a conversation, its replies that have not ended, and what decides whether the learner may write.
const CONVERSATION = prepared(
  'conversation',
  `SELECT c.owner_id AS "ownerId", c.is_public AS "isPublic",
    EXISTS (SELECT FROM enrolments WHERE user_id = $1::uuid AND course_id = c.id) AS "isEnrolled",
    (SELECT id FROM messages WHERE user_id = $1::uuid AND course_id = c.id AND is_shown ORDER BY id DESC LIMIT 1) AS leaf,
    (SELECT json_agg(o ORDER BY o."createdAt", o.id) FROM (
      SELECT ${COLUMNS} FROM replies r
      WHERE user_id = $1::uuid AND course_id = c.id AND state IN ('queued', 'running')) o) AS open,
    (SELECT count(*)::integer FROM replies
      WHERE user_id = $1::uuid AND state = 'running' AND expires_at >= now()) AS running
  FROM courses c WHERE c.id = $2::uuid`,
);

interface ConversationColumns {
  ownerId: string;
  isPublic: boolean;
  isEnrolled: boolean;
  leaf: string | null;
  open: ReplyColumns[] | null;
  running: number;
}

// Siblings follow the same message, or are both first messages of the conversation. Each of these two kinds is found by
// its own index.
const SIBLINGS = `
  WITH page AS (
    SELECT id, parent_id, user_id, course_id, role FROM messages WHERE id = ANY($1::uuid[])
  ), sibling AS (
    SELECT p.id AS of, s.id FROM page p JOIN messages s ON s.parent_id = p.parent_id AND s.role = p.role
    UNION ALL
    SELECT p.id AS of, s.id FROM page p
    JOIN messages s ON s.user_id = p.user_id AND s.course_id = p.course_id AND s.parent_id IS NULL AND s.role = p.role
    WHERE p.parent_id IS NULL
  )
  SELECT of AS id, array_agg(id ORDER BY id) AS siblings FROM sibling GROUP BY of HAVING count(*) > 1`;

export function createMessageStore(em: EntityManager): MessageStore {
  const db = tablesOf(em);

  async function withSiblings(messages: Message[]): Promise<Message[]> {
    const found = await rows<{ id: string; siblings: string[] }>(handleOf(em), SIBLINGS, [
      messages.map(({ id }) => id),
    ]);
    const siblings = new Map(found.map((row) => [row.id, row.siblings]));
    return messages.map((message) => ({
      ...message,
      ...(siblings.has(message.id) && { siblings: siblings.get(message.id) }),
    }));
  }

  async function branchOf(id: string): Promise<string[]> {
    return (await rows<{ id: string }>(handleOf(em), BRANCH, [id])).map((row) => row.id);
  }

  return {
    async conversation(userId, courseId) {
      const [found] = await rows<ConversationColumns>(handleOf(em), CONVERSATION, [userId, courseId]);
      return found && { ...found, leaf: found.leaf ?? undefined, open: (found.open ?? []).map(replyOf) };
    },

    async show(userId, courseId, leaf) {
      await rows(handleOf(em), SHOW, [leaf ?? null, userId, courseId]);
    },

    async insert(...messages) {
      const inserted = await rows(handleOf(em), INSERT, [JSON.stringify(messages)]);
      if (inserted.length < messages.length) throw taken('id');
    },

    async find(id) {
      const row = await em.findOne(MessageEntity, { id }, asValues);
      if (!row) return undefined;
      const { isShown: _shown, ...message } = row;
      return present(message);
    },

    async history({ userId, courseId, sessionId, branch, before, after, limit }) {
      let query = db.selectFrom('messages').select(SHOWN).where('userId', '=', userId).where('courseId', '=', courseId);
      query =
        branch === undefined
          ? query.where('isShown', '=', true)
          : query.where(sql<boolean>`id = any(${await branchOf(branch)}::uuid[])`);
      if (sessionId !== undefined) query = query.where('sessionId', '=', sessionId);
      if (before !== undefined) query = query.where('id', '<', before);
      if (after !== undefined) query = query.where('id', '>', after);
      const forward = after !== undefined;
      // One row more than the limit is read, to find out whether there are more rows.
      const page = query.orderBy('id', forward ? 'asc' : 'desc').limit(limit + 1);
      const found = await read(em, MessageEntity, page);
      const shown = await withSiblings(found.slice(0, limit));
      return { rows: forward ? shown : shown.reverse(), hasMore: found.length > limit };
    },
  };
}
