import type { Server, Socket } from 'socket.io';

/** The Engine.IO connection of one client. */
export type EngineConnection = Socket['conn'];

interface Packet {
  data?: string | ArrayBuffer | ArrayBufferView;
}

/**
 * Count the bytes that wait in Engine.IO for each connection: all packets since its transport last accepted a batch.
 * With `ws` and with polling, unread data of a slow client waits there. With uWebSockets.js, data of a WebSocket waits
 * in uWebSockets.js, which counts it itself.
 *
 * @param onQueued called after each queued packet, with the number of bytes that then wait
 * @returns a function that returns the number of bytes that wait for a connection
 */
export function meterQueues(io: Server, onQueued: (connection: EngineConnection, bytes: number) => void) {
  const held = new WeakMap<EngineConnection, number>();
  io.engine.on('connection', (connection: EngineConnection) => {
    connection.on('packetCreate', created);
    connection.on('flush', flushed);
  });
  // All connections share these functions, because closures for each connection would cost memory.
  function created(this: EngineConnection, packet: Packet): void {
    const bytes = (held.get(this) ?? 0) + sizeOf(packet.data);
    held.set(this, bytes);
    onQueued(this, bytes);
  }
  function flushed(this: EngineConnection): void {
    held.delete(this);
  }
  return (connection: EngineConnection): number => held.get(connection) ?? 0;
}

function sizeOf(data: Packet['data']): number {
  if (data === undefined) return 0;
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
}
