import type { SocketSession } from './socket-session.ts';

/** The sessions of this node, including those still in their handshake. */
export interface SocketSessions {
  add(session: SocketSession): void;
  remove(session: SocketSession): void;
  ofUser(userId: string): readonly SocketSession[];
  /** Returns the sessions whose handshake has ended and whose socket is connected. */
  connected(): Iterable<SocketSession>;
}

export function createSocketSessions(): SocketSessions {
  const byUser = new Map<string, SocketSession[]>();
  const ofUser = (userId: string) => byUser.get(userId) ?? [];
  return {
    // Each change makes a new list, so that a caller can iterate over a list while sessions are added or removed.
    add: (session) => void byUser.set(session.userId, [...ofUser(session.userId), session]),
    remove(session) {
      const others = ofUser(session.userId).filter((each) => each !== session);
      if (others.length > 0) byUser.set(session.userId, others);
      else byUser.delete(session.userId);
    },
    ofUser,
    *connected() {
      for (const sessions of byUser.values())
        for (const session of sessions) if (session.socket.connected) yield session;
    },
  };
}
