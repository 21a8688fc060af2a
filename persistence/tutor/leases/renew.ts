import { LEASE_MS } from '../../../domain/tutor/lease.ts';

export const LEASE = `interval '${LEASE_MS} milliseconds'`;

// Locked in id order, as everything that locks several replies must. The clock is read after waiting for a lock.
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
