import type { Actor } from '../actor.ts';
import type { EphemeralEventName, EventData } from '../contract/index.ts';
import type { PresentDevice } from './contract/presence.ts';

/** Everything about a connecting user that the socket handshake needs from the database, read in one snapshot. */
export interface HandshakeState {
  actor: Actor;
  /** Whether the device session has ended. */
  isRevoked: boolean;
  /** Whether other members of a course may see that the user is online. */
  isVisible: boolean;
  /** Ids of the courses the user is enrolled in. */
  courses: string[];
  /** Queued and running replies of the user [C2]. */
  replies: EventData<'ready'>['replies'];
  /** The seq (sequence number) of the last event in the user's own stream. */
  head: number;
}

export interface HandshakeReader {
  /** @returns one state for each request, in the same order; undefined if the account does not exist */
  read(asked: { userId: string; sid: string }[]): Promise<(HandshakeState | undefined)[]>;
}

export interface Presence {
  ofUser(userId: string): Promise<PresentDevice[]>;
  ofCourse(courseId: string): Promise<{ count: number; members: string[] }>;
}

/** Sends ephemeral events to all devices of a user, whichever node they are connected to [P2]. */
export interface Signals {
  toUser<E extends EphemeralEventName>(userId: string, event: E, data: EventData<E>, exceptSocket?: string): void;
}
