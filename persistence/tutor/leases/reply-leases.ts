import { LEASE_MS, MAX_ATTEMPTS } from '../../domain/tutor/lease.ts';
import type { ReplyLeases } from '../../domain/tutor/ports.ts';
import type { Database } from '../database/database.ts';
import { orUnavailable } from '../database/failures.ts';
import { handleOf, rows } from '../database/sql.ts';

const LEASE = `interval '${LEASE_MS} milliseconds'`;

const WITHOUT_OWNER = `(r.state = 'queued' OR (r.state = 'running' AND r.expires_at < now()))`;

// SKIP LOCKED: two nodes that look at the same time claim different replies, and none waits for a commit.
const CLAIM = `
  WITH free AS (
    SELECT r.id FROM replies r
    WHERE ${WITHOUT_OWNER} AND r.attempt < ${MAX_ATTEMPTS} AND ($3::uuid[] IS NULL OR r.id = ANY($3::uuid[]))
      AND NOT EXISTS (
        SELECT FROM replies e
        WHERE e.user_id = r.user_id AND e.course_id = r.course_id AND e.state IN ('queued', 'running')
          AND (e.created_at, e.id) < (r.created_at, r.id))
    ORDER BY r.created_at, r.id LIMIT $2::integer FOR NO KEY UPDATE OF r SKIP LOCKED
  )
  UPDATE replies r
  SET state = 'running', owner = $1::text, fence = fence + 1, attempt = attempt + 1, expires_at = now() + ${LEASE}
  FROM free WHERE r.id = free.id
  RETURNING r.id, r.fence`;

// A new fence and lease, so that another node gets them only if this one dies before it has ended them.
const EXHAUSTED = `
  WITH free AS (
    SELECT r.id FROM replies r WHERE ${WITHOUT_OWNER} AND r.attempt >= ${MAX_ATTEMPTS}
    ORDER BY r.created_at, r.id LIMIT $1::integer FOR NO KEY UPDATE OF r SKIP LOCKED
  )
  UPDATE replies r SET state = 'running', owner = NULL, fence = fence + 1, expires_at = now() + ${LEASE}
  FROM free WHERE r.id = free.id
  RETURNING r.id, r.fence`;

// Locked in id order, as everything that locks several replies must. The clock is read after waiting for a lock.
const RENEW = `
  WITH own AS (
    SELECT id FROM replies
    WHERE owner = $1::text AND state = 'running' AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET expires_at = clock_timestamp() + ${LEASE}
  FROM own WHERE r.id = own.id
  RETURNING r.id, r.fence, r.stop_requested AS "stopRequested"`;

// The fence grows too: a node that gave a reply back may not commit it any more.
const RELEASE = `
  WITH own AS (
    SELECT id FROM replies
    WHERE owner = $1::text AND state = 'running' AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET state = 'queued', owner = NULL, expires_at = NULL, fence = fence + 1
  FROM own WHERE r.id = own.id`;

/** Keep lease and fence in columns of the reply itself; each method is one statement [T1, T7]. */
export function createReplyLeases({ orm }: Database): ReplyLeases {
  const query = <T>(text: string, values: unknown[]) => rows<T>(handleOf(orm.em), text, values);

  return orUnavailable({
    claim: (nodeId, limit, ids) => query(CLAIM, [nodeId, limit, ids ?? null]),
    exhausted: (limit) => query(EXHAUSTED, [limit]),
    renew: (nodeId, ids) => query(RENEW, [nodeId, ids]),
    async release(nodeId, ids) {
      await query(RELEASE, [nodeId, ids]);
    },
  });
}
