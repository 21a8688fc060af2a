import { LEASE_MS } from '../../../domain/tutor/lease.ts';

export const LEASE = `interval '${LEASE_MS} milliseconds'`;

// Replies are locked in the order of their ids, as in every statement that locks several replies. The clock is read
// after the wait for a lock.
export const RENEW = `
  WITH own AS (
    SELECT id FROM replies
    WHERE owner = $1::text AND state = 'running' AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE replies r SET expires_at = clock_timestamp() + ${LEASE}
  FROM own WHERE r.id = own.id
  RETURNING r.id, r.fence, r.stop_requested AS "stopRequested"`;

export interface Renewed {
  id: string;
  fence: number;
  stopRequested: boolean;
}
