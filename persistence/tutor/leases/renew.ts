import { LEASE_MS } from '../../../domain/tutor/lease.ts';

export const LEASE = `interval '${LEASE_MS} milliseconds'`;

// A row that a transaction of this node has locked is skipped, because waiting for it would delay all other leases. Its
// lease counts as renewed: the transaction itself has renewed it, and no other node can claim a locked row.
export const RENEW = `
  WITH own AS (
    SELECT id, fence, stop_requested FROM replies
    WHERE owner = $1::text AND state = 'running' AND id = ANY($2::uuid[])
  ), free AS (
    SELECT r.id FROM replies r JOIN own ON own.id = r.id WHERE r.owner = $1::text AND r.state = 'running'
    ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED
  ), renewed AS (
    UPDATE replies r SET expires_at = clock_timestamp() + ${LEASE} FROM free WHERE r.id = free.id
  )
  SELECT id, fence, stop_requested AS "stopRequested" FROM own`;

export interface Renewed {
  id: string;
  fence: number;
  stopRequested: boolean;
}
