import { MAX_ATTEMPTS, MAX_RUNNING_OF_USER } from '../../../domain/tutor/lease.ts';
import type { ReplyLeases } from '../../../domain/tutor/ports.ts';
import type { Database } from '../../database/database.ts';
import { orUnavailable } from '../../database/failures.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { COLUMNS, replyOf } from '../stores/reply-columns.ts';
import type { ReplyColumns } from '../stores/reply-columns.ts';
import { LEASE, RENEW } from './renew.ts';

const WITHOUT_OWNER = `(r.state = 'queued' OR (r.state = 'running' AND r.expires_at < now()))`;

// With SKIP LOCKED, two nodes that claim at the same time get different replies, and neither waits for the other's
// commit. The first reply of every user comes before the second reply of any user, so that no user waits for all
// replies of another user.
const claim = (which: string) => `
  WITH candidate AS (
    SELECT r.id, r.user_id, row_number() OVER (PARTITION BY r.user_id ORDER BY r.created_at, r.id) AS turn
    FROM replies r
    WHERE ${WITHOUT_OWNER} AND r.attempt < ${MAX_ATTEMPTS} AND ${which}
      AND NOT EXISTS (
        SELECT FROM replies e
        WHERE e.user_id = r.user_id AND e.course_id = r.course_id AND e.state IN ('queued', 'running')
          AND (e.created_at, e.id) < (r.created_at, r.id))
  ), free AS (
    SELECT r.id FROM replies r JOIN candidate c ON c.id = r.id
    WHERE ${WITHOUT_OWNER} AND (r.stop_requested OR c.turn + (
        SELECT count(*) FROM replies o
        WHERE o.user_id = r.user_id AND o.state = 'running' AND o.expires_at >= now()) <= ${MAX_RUNNING_OF_USER})
    ORDER BY c.turn, r.created_at, r.id LIMIT $2::integer FOR NO KEY UPDATE OF r SKIP LOCKED
  )
  UPDATE replies r
  SET state = 'running', owner = $1::text, fence = fence + 1, attempt = attempt + 1, expires_at = now() + ${LEASE}
  FROM free WHERE r.id = free.id
  RETURNING ${COLUMNS}`;

const CLAIM_NAMED = prepared('claim_named', claim('r.id = ANY($3::uuid[])'));
const CLAIM_ANY = prepared('claim_any', claim('r.id <> ALL($3::uuid[])'));

// Claims replies that have used up their attempts. Each gets a new fence and lease, so that another node gets the reply
// only if this node dies before it has ended the reply.
const EXHAUSTED = `
  WITH free AS (
    SELECT r.id FROM replies r WHERE ${WITHOUT_OWNER} AND r.attempt >= ${MAX_ATTEMPTS} AND r.id <> ALL($2::uuid[])
    ORDER BY r.created_at, r.id LIMIT $1::integer FOR NO KEY UPDATE OF r SKIP LOCKED
  )
  UPDATE replies r SET state = 'running', owner = NULL, fence = fence + 1, expires_at = now() + ${LEASE}
  FROM free WHERE r.id = free.id
  RETURNING ${COLUMNS}`;

// The fence grows as well, so that a node that released a reply can no longer commit it.
const RELEASE = `
  WITH own AS (
    SELECT id FROM replies
    WHERE owner = $1::text AND state = 'running' AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET state = 'queued', owner = NULL, expires_at = NULL, fence = fence + 1
  FROM own WHERE r.id = own.id`;

/**
 * Return the port that assigns replies to nodes. The lease and the fence (fencing token) are columns of the reply
 * itself, and each method runs one statement [T1, T7].
 */
export function createReplyLeases({ orm }: Database): ReplyLeases {
  const query = <T>(text: string, values: unknown[]) => rows<T>(handleOf(orm.em), text, values);

  return orUnavailable({
    async claim(nodeId, limit, which) {
      const [text, ids] = 'ids' in which ? [CLAIM_NAMED, which.ids] : [CLAIM_ANY, which.except];
      return (await query<ReplyColumns>(text, [nodeId, limit, ids])).map(replyOf);
    },
    exhausted: async (limit, except) => (await query<ReplyColumns>(EXHAUSTED, [limit, except])).map(replyOf),
    renew: (nodeId, ids) => query(RENEW, [nodeId, ids]),
    async release(nodeId, ids) {
      await query(RELEASE, [nodeId, ids]);
    },
  });
}
