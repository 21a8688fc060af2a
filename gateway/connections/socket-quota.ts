/** The number of sockets that each user has on this node, including sockets in their handshake [B3]. */
export interface SocketQuota {
  /**
   * Counts a new socket.
   *
   * @param elsewhere the number of the user's sockets on other nodes
   * @returns false if the user already has the maximum number of sockets on all nodes together; the socket is not
   *   counted then
   */
  take(userId: string, elsewhere: number): boolean;
  /** Removes a closed socket from the count. */
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
