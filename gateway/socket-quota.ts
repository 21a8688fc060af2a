import type { Socket } from 'socket.io';

/** How many sockets each user has on this node, those in their handshake included [B3]. */
export interface SocketQuota {
  /**
   * @param elsewhere sockets of the user on other nodes
   * @returns false when the user has as many as allowed, on all nodes together
   */
  take(userId: string, socket: Socket, elsewhere: number): boolean;
}

export function createSocketQuota(max: number): SocketQuota {
  const taken = new Map<string, number>();
  return {
    take(userId, { conn }, elsewhere) {
      const count = taken.get(userId) ?? 0;
      // A connection that ended during its handshake would never give its place back.
      if (conn.readyState !== 'open' || count + elsewhere >= max) return false;
      taken.set(userId, count + 1);
      conn.once('close', () => {
        const left = (taken.get(userId) ?? 1) - 1;
        if (left > 0) taken.set(userId, left);
        else taken.delete(userId);
      });
      return true;
    },
  };
}
