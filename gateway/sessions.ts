import type { Session } from './session.ts';

/** The sessions of this node, those still in their handshake included. */
export interface Sessions {
  add(session: Session): void;
  remove(session: Session): void;
  ofUser(userId: string): Session[];
  /** Those that got their `ready`. */
  connected(): Session[];
}

export function createSessions(): Sessions {
  const byUser = new Map<string, Set<Session>>();
  return {
    add(session) {
      const { userId } = session.actor;
      const known = byUser.get(userId);
      if (known) known.add(session);
      else byUser.set(userId, new Set([session]));
    },
    remove(session) {
      const { userId } = session.actor;
      const known = byUser.get(userId);
      known?.delete(session);
      if (known?.size === 0) byUser.delete(userId);
    },
    ofUser: (userId) => [...(byUser.get(userId) ?? [])],
    connected: () => [...byUser.values()].flatMap((sessions) => [...sessions]).filter(({ socket }) => socket.connected),
  };
}
