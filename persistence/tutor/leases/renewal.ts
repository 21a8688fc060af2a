import { LEASE_MS } from '../../../domain/tutor/lease.ts';
import type { Lease, LeaseNews } from '../../../domain/tutor/ports.ts';
import type { Renewed } from './renew.ts';

export interface RenewalDeps {
  renew(ids: string[]): Promise<Renewed[]>;
  /** Whether another process could claim a reply after its lease has expired. */
  isContested: boolean;
  /** Return the monotonic time in milliseconds. */
  now(): number;
  tell(news: LeaseNews): void;
}

export interface Renewal {
  hold(lease: Lease): void;
  drop(id: string): void;
  /**
   * Renew all leases in one query. If leases are contested, a lease that could not be renewed before it expired is
   * lost.
   */
  beat(): Promise<void>;
}

/** Hold leases and renew them. `tell` is called for each lease that is lost, and for each reply that is to stop. */
export function createRenewal({ renew, isContested, now, tell }: RenewalDeps): Renewal {
  const held = new Map<string, Lease & { until: number }>();

  function lose({ id, fence }: Lease): void {
    held.delete(id);
    tell({ id, fence, is: 'lost' });
  }

  async function beat(): Promise<void> {
    const [askedAt, asked] = [now(), [...held.values()]];
    if (asked.length === 0) return;
    try {
      const kept = new Map((await renew(asked.map(({ id }) => id))).map((lease) => [lease.id, lease]));
      for (const lease of asked) {
        // The lease was dropped, or the reply was claimed again, while the query ran.
        if (held.get(lease.id) !== lease) continue;
        const found = kept.get(lease.id);
        if (found?.fence !== lease.fence) lose(lease);
        else {
          lease.until = askedAt + LEASE_MS;
          if (found.stopRequested) tell({ id: lease.id, fence: lease.fence, is: 'stop_requested' });
        }
      }
    } finally {
      // Another node may own these replies by now.
      if (isContested) for (const lease of held.values()) if (lease.until <= now()) lose(lease);
    }
  }

  return {
    hold: ({ id, fence }) => void held.set(id, { id, fence, until: now() + LEASE_MS }),
    drop: (id) => void held.delete(id),
    beat,
  };
}
