import type { Server, Socket } from 'socket.io';

/** One client's Engine.IO connection. */
export type EngineConnection = Socket['conn'];

interface Packet {
  data?: string | ArrayBuffer | ArrayBufferView;
}

/**
 * Counts the bytes Engine.IO itself holds for a connection: everything since its transport last took a batch. That is
 * where a slow reader's data wait under `ws` and under polling; uWebSockets.js keeps its own count.
 *
 * @param onQueued called after each packet, with the bytes then held
 * @returns the bytes held for a connection
 */
export function meterQueues(io: Server, onQueued: (connection: EngineConnection, bytes: number) => void) {
  const held = new WeakMap<EngineConnection, number>();
  io.engine.on('connection', (connection: EngineConnection) => {
    connection.on('packetCreate', created);
    connection.on('flush', flushed);
  });
  // One function for all connections, not a closure each.
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
