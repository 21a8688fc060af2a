/** How many sockets each user has on this node, those in their handshake included [B3]. */
export interface SocketQuota {
  /**
   * @param elsewhere sockets of the user on other nodes
   * @returns false when the user has as many as allowed, on all nodes together
   */
  take(userId: string, elsewhere: number): boolean;
  /** Gives a place back. */
  give(userId: string): void;
}

export function createSocketQuota(max: number): SocketQuota {
  const taken = new Map<string, number>();
  return {
    take(userId, elsewhere) {
      const count = taken.get(userId) ?? 0;
      if (count + elsewhere >= max) return false;
      taken.set(userId, count + 1);
      return true;
    },
    give(userId) {
      const left = (taken.get(userId) ?? 1) - 1;
      if (left > 0) taken.set(userId, left);
      else taken.delete(userId);
    },
  };
}
