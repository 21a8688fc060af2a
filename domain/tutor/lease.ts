/** How long a node owns a reply without renewing its lease, by the database's clock [T1]. */
export const LEASE_MS = 3_000;
/** How often an owner renews its lease. */
export const LEASE_RENEWAL_MS = 1_000;
/** Most attempts at one reply. When the last attempt loses its owner, the reply fails [T7]. */
export const MAX_ATTEMPTS = 3;
/**
 * Most replies of one user that are written at the same time, in different courses. Further replies wait for their
 * turn.
 */
export const MAX_RUNNING_OF_USER = 4;
