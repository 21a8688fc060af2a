import type { Server } from 'socket.io';

interface Selection {
  rooms: Set<string>;
  except?: Set<string>;
}

/** The parts of Socket.IO's `Adapter.prototype` that matter here; `apply` visits every socket of a selection. */
interface AdapterPrototype {
  broadcast(packet: unknown, selection: Selection): void;
  apply(selection: Selection, visit: (socket: unknown) => void): void;
}

/**
 * After a native publish to a room Socket.IO still walks all of it, looking for polling clients: nearly half of the
 * JavaScript time at saturation [E8]. This leaves that walk out, for servers without polling, and nothing else.
 *
 * Called after `attachApp`, whose process-wide `broadcast` it wraps, and before another adapter is set.
 */
export function skipRoomWalk(io: Server): void {
  const prototype = Object.getPrototypeOf(io.of('/').adapter) as AdapterPrototype;
  const { broadcast, apply } = prototype;
  let isNative = false;
  prototype.apply = function (selection, visit) {
    if (!isNative) apply.call(this, selection, visit);
  };
  prototype.broadcast = function (packet, selection) {
    // Socket.IO's own condition for a native publish; any other broadcast reaches its sockets by the walk.
    isNative = selection.rooms.size <= 1 && selection.except?.size === 0;
    try {
      broadcast.call(this, packet, selection);
    } finally {
      isNative = false;
    }
  };
}
