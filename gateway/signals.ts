import type { Server } from 'socket.io';
import type { EphemeralEventName, EventData } from '../domain/contract/index.ts';
import type { Signals } from '../domain/live/ports.ts';
import { createTypingExpiry } from './presence/typing.ts';

/** The room that gets a user's ephemeral events. A socket that reads too slowly leaves this room for a while [B1]. */
export function signalRoom(userId: string): string {
  return `u:${userId}`;
}

export interface NodeSignals extends Signals {
  /** Sends an event to the user's devices on this node only, within this turn of the event loop. */
  toLocalUser<E extends EphemeralEventName>(userId: string, event: E, data: EventData<E>): void;
  close(): void;
}

/**
 * The sender of ephemeral events, which are not stored. The adapter publishes them to the other nodes without waiting
 * for Redis [E7].
 */
export function createSignals(io: Server): NodeSignals {
  const typing = createTypingExpiry((userId, data, exceptSocket) => toUser(userId, 'typing', data, exceptSocket));

  const toUser: Signals['toUser'] = (userId, event, data, exceptSocket) => {
    const room = io.to(signalRoom(userId));
    (exceptSocket ? room.except(exceptSocket) : room).emit(event, data);
    if (event === 'typing') typing.seen(userId, data as EventData<'typing'>, exceptSocket);
  };

  return {
    toUser,
    toLocalUser: (userId, event, data) => void io.local.to(signalRoom(userId)).emit(event, data),
    close: typing.close,
  };
}
