import { LEASE_MS } from '../../../domain/tutor/lease.ts';
import type { ReplyLeases } from '../../../domain/tutor/ports.ts';
import type { Gate } from '../../database/guard.ts';
import { sparingly } from '../../database/sparing.ts';

/** Longest time after a write in which a lease may still expire, with a margin for a slow turn of the event loop. */
const SETTLE_MS = LEASE_MS + 1_000;

/**
 * Return the leases for a node that is the only user of its database. The node queries for replies without an owner
 * only while there may be one.
 */
export function sparingLeases(gate: Gate, leases: ReplyLeases): ReplyLeases {
  const none = () => [];
  const look = sparingly(
    gate,
    (...asked: Parameters<ReplyLeases['claim']>) => taking(leases.claim(...asked)),
    none,
    SETTLE_MS,
  );
  const exhausted = sparingly(
    gate,
    (limit: number, except: string[]) => taking(leases.exhausted(limit, except)),
    none,
    SETTLE_MS,
  );

  /**
   * Record a write at the gate if the query claimed replies, because their leases may expire. A query that claims
   * nothing writes nothing.
   */
  async function taking<T>(found: Promise<T[]>): Promise<T[]> {
    const taken = await found;
    if (taken.length > 0) gate.wrote();
    return taken;
  }

  /**
   * Record a write at the gate. These statements run outside of transactions, and the gate notices only the commits of
   * transactions.
   */
  async function writing<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      gate.wrote();
    }
  }

  return {
    claim: (nodeId, limit, which) =>
      'ids' in which ? writing(leases.claim(nodeId, limit, which)) : look(nodeId, limit, which),
    exhausted,
    renew: (nodeId, ids) => writing(leases.renew(nodeId, ids)),
    release: (nodeId, ids) => writing(leases.release(nodeId, ids)),
  };
}
