import type { Server } from 'socket.io';

interface Selection {
  rooms: Set<string>;
  except?: Set<string>;
}

/** The methods of Socket.IO's `Adapter.prototype` that are replaced. `apply` visits every socket of a selection. */
interface AdapterPrototype {
  broadcast(packet: unknown, selection: Selection): void;
  apply(selection: Selection, visit: (socket: unknown) => void): void;
}

/**
 * Remove a loop from Socket.IO's broadcasts. After uWebSockets.js has published to a room natively, Socket.IO still
 * visits all sockets of the room to find polling clients, which takes nearly half of the JavaScript time at saturation
 * [E8]. A server without polling does not need this loop. All other broadcasts stay as they are.
 *
 * Call this after `attachApp`, because it wraps the `broadcast` that `attachApp` sets process-wide, and before another
 * adapter is set.
 */
export function skipRoomWalk(io: Server): void {
  const prototype = Object.getPrototypeOf(io.of('/').adapter) as AdapterPrototype;
  const { broadcast, apply } = prototype;
  let isNative = false;
  prototype.apply = function (selection, visit) {
    if (!isNative) apply.call(this, selection, visit);
  };
  prototype.broadcast = function (packet, selection) {
    // In this case Socket.IO lets uWebSockets.js publish to the room. Every other broadcast needs `apply` to reach its
    // sockets.
    isNative = selection.rooms.size <= 1 && selection.except?.size === 0;
    try {
      broadcast.call(this, packet, selection);
    } finally {
      isNative = false;
    }
  };
}
