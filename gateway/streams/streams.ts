import type { Server, Socket } from 'socket.io';
import type { Envelope } from '../../domain/contract/index.ts';
import { MAX_BATCH_EVENTS } from '../../domain/contract/protocol.ts';
import type { EventLog } from '../../domain/ports.ts';
import type { Bus } from '../bus/bus.ts';
import { Following } from './following.ts';
import { startHealing } from './healing.ts';
import { createLogReader } from './log-reader.ts';
import { createOpenStreams } from './open-streams.ts';

type Listener = (envelope: Envelope) => void;

/** All streams of this node. */
export interface Streams {
  /** Sends events that this node committed to the sequencers and to the other nodes [S4]. */
  offer(envelopes: Envelope[]): void;
  /** Returns an object for the streams that a socket follows. No stream is open before its `prepare` is called. */
  follow(socket: Socket, userId: string, onCourses: (socket: Socket) => void): Following<Socket>;
  /** Calls the listener with each new event of a stream. @returns a function that removes the listener */
  listen(stream: string, listener: Listener): Promise<() => void>;
  count(): number;
  close(): void;
}

interface Options {
  io: Server;
  nodeId: string;
  bus: Bus;
  log: EventLog;
  enrolments(userId: string): Promise<string[]>;
  buffered(socket: Socket): number;
  /** Called after events were sent to the stream's room. */
  onPassed(stream: string, envelopes: Envelope[]): void;
  onLogState(state: 'up' | 'down', error?: unknown): void;
}

export async function openStreams(options: Options): Promise<Streams> {
  const { io, nodeId, bus, log } = options;
  const listeners = new Map<string, Set<Listener>>();
  const reader = createLogReader(log);
  const open = createOpenStreams({ nodeId, bus, reader, emit });
  // The epoch changes only when an old backup is restored, and no node runs then.
  const epoch = await log.epoch();
  const { enrolments, buffered } = options;
  const following = { epoch, openStreams: open, reader, enrolments, buffered };
  const stopHealing = await startHealing({ log, poke: open.poke, onState: options.onLogState });

  /**
   * Emits events to a stream's room. This is the only code that does so. An event is encoded once for all sockets [E4,
   * S8].
   */
  function emit(stream: string, envelopes: Envelope[]): void {
    const room = io.local.to(stream);
    for (let i = 0; i < envelopes.length; i += MAX_BATCH_EVENTS) {
      const frame = envelopes.slice(i, i + MAX_BATCH_EVENTS);
      if (frame.length === 1) room.emit('e', frame[0]);
      else room.emit('es', frame);
    }
    for (const listener of listeners.get(stream) ?? []) for (const envelope of envelopes) listener(envelope);
    options.onPassed(stream, envelopes);
  }

  return {
    offer: open.offer,
    follow: (socket, userId, onCourses) => new Following(following, socket, userId, onCourses),
    async listen(stream, listener) {
      const held = await open.open(stream);
      const own: Listener = (envelope) => listener(envelope);
      const known = listeners.get(stream) ?? new Set();
      listeners.set(stream, known.add(own));
      return () => {
        known.delete(own);
        if (known.size === 0 && listeners.get(stream) === known) listeners.delete(stream);
        held.release();
      };
    },
    count: open.count,
    close: stopHealing,
  };
}
