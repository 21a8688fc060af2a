/** How long a node owns a reply without renewing its lease, by the database's clock [T1]. */
export const LEASE_MS = 3_000;
/** How often a node renews the leases of its replies. */
export const LEASE_RENEWAL_MS = 1_000;
/**
 * The most attempts to write one reply, because a node may die while it writes. If this happens in the last attempt,
 * the reply fails [T7].
 */
export const MAX_ATTEMPTS = 3;
/**
 * The most replies of one user that are written at the same time, in different courses. Further replies wait for their
 * turn.
 */
export const MAX_RUNNING_OF_USER = 4;
