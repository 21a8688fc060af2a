import type { EphemeralEventName, EventData } from '../contract/index.ts';
import type { PresentDevice } from './contract/presence.ts';

export interface Presence {
  ofUser(userId: string): Promise<PresentDevice[]>;
  ofCourse(courseId: string): Promise<{ count: number; members: string[] }>;
}

/** Sends ephemeral events to all devices of a user, on any node [P2]. */
export interface Signals {
  toUser<E extends EphemeralEventName>(userId: string, event: E, data: EventData<E>, exceptSocket?: string): void;
}
