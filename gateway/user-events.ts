import type { Envelope } from '../domain/contract/index.ts';
import type { SocketSession } from './connections/socket-session.ts';
import type { SocketSessions } from './connections/socket-sessions.ts';
import type { Entry } from './presence/entry.ts';
import type { NodePresence } from './presence/presence.ts';

interface Options {
  sessions: SocketSessions;
  presence: Pick<NodePresence, 'enter'>;
  isVisible(userId: string): Promise<boolean>;
}

/** Updates the user's sockets on this node when a durable event changes the user's courses or visibility. */
export function createUserEvents({ sessions, presence, isVisible }: Options) {
  /** Reads the visibility again. If the read fails, the old value stays until the next change or connection. */
  async function visibilityChanged(userId: string): Promise<void> {
    const visible = await isVisible(userId).catch(() => undefined);
    if (visible === undefined) return;
    for (const session of sessions.ofUser(userId)) {
      session.visible = visible;
      if (session.socket.connected) presence.enter(entryOf(session));
    }
  }

  return {
    passed(stream: string, envelopes: Envelope[]): void {
      if (!stream.startsWith('user:')) return;
      const userId = stream.slice('user:'.length);
      if (envelopes.some(({ t }) => t === 'course.enrolled' || t === 'course.unenrolled')) {
        for (const { following } of sessions.ofUser(userId)) following.enrolmentsChanged();
      }
      if (envelopes.some(isPreferenceChange)) void visibilityChanged(userId);
    },
  };
}

/** Return the presence entry of a session [P1]. */
export function entryOf({ socket, userId, device, since, following, visible = false }: SocketSession): Entry {
  const { id: deviceId, name } = device;
  return { socketId: socket.id, userId, deviceId, name, since, courses: following.courses(), visible };
}

function isPreferenceChange({ t, d }: Envelope): boolean {
  return t === 'resource.changed' && d.kind === 'preferences';
}
