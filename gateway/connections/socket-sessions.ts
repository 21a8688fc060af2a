import type { SocketSession } from './socket-session.ts';

/** The sessions of this node, those still in their handshake included. */
export interface SocketSessions {
  add(session: SocketSession): void;
  remove(session: SocketSession): void;
  ofUser(userId: string): SocketSession[];
  /** Returns the sessions whose sockets have got `ready`. */
  connected(): SocketSession[];
}

export function createSocketSessions(): SocketSessions {
  const byUser = new Map<string, Set<SocketSession>>();
  return {
    add(session) {
      const { userId } = session;
      const known = byUser.get(userId);
      if (known) known.add(session);
      else byUser.set(userId, new Set([session]));
    },
    remove(session) {
      const { userId } = session;
      const known = byUser.get(userId);
      known?.delete(session);
      if (known?.size === 0) byUser.delete(userId);
    },
    ofUser: (userId) => [...(byUser.get(userId) ?? [])],
    connected: () => [...byUser.values()].flatMap((sessions) => [...sessions]).filter(({ socket }) => socket.connected),
  };
}
