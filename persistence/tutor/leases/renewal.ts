import { LEASE_MS } from '../../../domain/tutor/lease.ts';
import type { Lease, LeaseNews } from '../../../domain/tutor/ports.ts';
import type { Renewed } from './renew.ts';

export interface RenewalDeps {
  renew(ids: string[]): Promise<Renewed[]>;
  /** Whether another process could own a reply after its lease ran out. */
  isContested: boolean;
  /** Milliseconds, never running backwards. */
  now(): number;
  tell(news: LeaseNews): void;
}

export interface Renewal {
  hold(lease: Lease): void;
  drop(id: string): void;
  /** Renew all leases in one query. Those that could not be renewed for as long as they last are lost. */
  beat(): Promise<void>;
}

/** Hold leases and renew them. Each that is lost or that is to stop is told of. */
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
        // Dropped, or claimed anew, while the database was asked.
        if (held.get(lease.id) !== lease) continue;
        const found = kept.get(lease.id);
        if (found?.fence !== lease.fence) lose(lease);
        else {
          lease.until = askedAt + LEASE_MS;
          if (found.stopRequested) tell({ id: lease.id, fence: lease.fence, is: 'stop_requested' });
        }
      }
    } finally {
      // Another node may own these by now.
      if (isContested) for (const lease of held.values()) if (lease.until <= now()) lose(lease);
    }
  }

  return {
    hold: ({ id, fence }) => void held.set(id, { id, fence, until: now() + LEASE_MS }),
    drop: (id) => void held.delete(id),
    beat,
  };
}
