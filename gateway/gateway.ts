import type { Envelope } from '../domain/contract/index.ts';
import type { Presence, Signals } from '../domain/live/ports.ts';
import type { Perform } from '../domain/perform.ts';
import { createBusAdapter } from './bus/adapter.ts';
import type { BusState } from './bus/bus.ts';
import { closeForGood } from './closing.ts';
import { acceptConnections } from './connections/connections.ts';
import { createSocketSessions } from './connections/socket-sessions.ts';
import { createDispatch } from './dispatch.ts';
import { drain } from './drain.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { type NodePresence, openPresence } from './presence/presence.ts';
import { watchPressure } from './pressure.ts';
import { type Revocation, watchRevocations } from './revocation.ts';
import { createSignals, type NodeSignals } from './signals.ts';
import { openStreams } from './streams/streams.ts';
import { createUserEvents } from './user-events.ts';

const STREAM_ROOM = /^(?:user|course):/;

export interface Gateway {
  /**
   * Sends the events of a commit to the sockets of this node, through the sequencers of their streams, and to the other
   * nodes. Call it after each commit [S4].
   */
  offer(envelopes: Envelope[]): void;
  signals: Signals;
  /** Sends an ephemeral event to the user's devices on this node, within this turn of the event loop. */
  toLocalUser: NodeSignals['toLocalUser'];
  /**
   * Calls the listener with every event that this node's sequencers send, in all open streams.
   *
   * @returns a function that removes the listener
   */
  onPassed(listener: (envelope: Envelope) => void): () => void;
  /** Calls the listener with each new event of one stream. @returns a function that removes the listener */
  listen(stream: string, listener: (envelope: Envelope) => void): Promise<() => void>;
  presence: Pick<NodePresence, keyof Presence | 'toOtherNodes'>;
  isRevoked(sid: string): boolean;
  /** Calls the listener once for each device session that ends, after its sockets on this node were closed. */
  onRevoked(listener: (revocation: Revocation) => void): void;
  /** Announces an ended device session to all nodes at once [C6]. */
  revoked(revocation: Revocation): void;
  /** Begins to accept sockets. */
  serve(service: Service): void;
  /** Returns figures for the metrics: connected sockets, open streams, living nodes, and whether the bus works. */
  stats(): { sockets: number; streams: number; nodes: number; bus: BusState };
  draining(): boolean;
  /** Closes all sockets and waits for running operations, within `graceMs` [C9]. */
  drain(graceMs: number): Promise<void>;
  /** Stops timers and subscriptions. The caller closes the engine and the bus, because the caller opened them. */
  close(): void;
}

interface Service {
  perform: Perform;
  /** Lets running replies end within `graceMs`, and hands those that have not ended over to other nodes. */
  replies: { drain(graceMs: number): Promise<void> };
}

/**
 * Open the gateway of one node: everything that serves the node's sockets. The parts in this folder are connected only
 * here.
 */
export async function openGateway(deps: GatewayDeps): Promise<Gateway> {
  const { engine, nodeId, bus, log, logger } = deps;
  const { io } = engine;
  io.adapter(createBusAdapter(bus, (room) => STREAM_ROOM.test(room)));
  const sessions = createSocketSessions();
  const signals = createSignals(io);
  const presence = await openPresence({
    nodeId,
    bus,
    keyspace: deps.keyspace,
    onDevices: (userId, devices) => signals.toLocalUser(userId, 'presence.changed', { devices }),
  });
  const userEvents = createUserEvents({ sessions, presence, isVisible: deps.isVisible });
  const passedListeners = new Set<(envelope: Envelope) => void>();
  const revokedListeners = new Set<(revocation: Revocation) => void>();
  const streams = await openStreams({
    io,
    nodeId,
    bus,
    log,
    enrolments: deps.enrolments,
    buffered: engine.buffered,
    onPassed(stream, envelopes) {
      userEvents.passed(stream, envelopes);
      for (const listener of passedListeners) for (const envelope of envelopes) listener(envelope);
      const [first] = envelopes;
      if (first) deps.onFanout(Math.max(0, Date.now() - Date.parse(first.at)) / 1_000);
    },
    onLogState(state, error) {
      if (state === 'down')
        logger.error({ err: error }, 'the event log cannot be read; the node tries again every second');
      else logger.warn({}, 'the event log can be read again');
    },
  });
  const revocations = await watchRevocations({
    revocations: deps.revocations,
    bus,
    accessSeconds: deps.limits.accessSeconds,
    // Runs in a later turn, so that a command that ends its own device session gets its ack before the socket closes.
    onRevoked: (revocation) => void setImmediate(end, revocation),
  });
  function end(revocation: Revocation): void {
    closeSockets(revocation);
    for (const listener of revokedListeners) listener(revocation);
  }
  function closeSockets({ sid, userId, reason }: Revocation): void {
    for (const { socket, claims } of sessions.ofUser(userId)) {
      if (claims.sid !== sid || !socket.connected) continue;
      if (reason === 'account_deleted') socket.emit('account.deleted', { userId });
      else socket.emit('auth.revoked', { sessionId: sid, reason });
      closeForGood(socket, 'session_revoked');
    }
  }
  const stopPressure = watchPressure({
    sessions: sessions.connected,
    buffered: engine.buffered,
  });
  let stopExpiries = (): void => undefined;
  let state: 'starting' | 'open' | 'draining' = 'starting';
  let service: (Service & { idle(): Promise<void> }) | undefined;

  return {
    offer: streams.offer,
    signals,
    toLocalUser: signals.toLocalUser,
    onPassed(listener) {
      passedListeners.add(listener);
      return () => passedListeners.delete(listener);
    },
    listen: streams.listen,
    presence,
    isRevoked: revocations.isRevoked,
    onRevoked: (listener) => void revokedListeners.add(listener),
    revoked: revocations.push,
    serve({ perform, replies }) {
      const dispatch = createDispatch({
        perform,
        onDefect: (error, request) => logger.error({ err: error, ...request }, 'an operation failed unexpectedly'),
      });
      service = { perform, replies, idle: dispatch.idle };
      state = 'open';
      stopExpiries = acceptConnections({
        ...deps,
        sessions,
        streams,
        presence,
        dispatch,
        isRevoked: revocations.isRevoked,
        isDraining: () => state === 'draining',
      });
    },
    stats: () => ({
      sockets: [...sessions.connected()].length,
      streams: streams.count(),
      nodes: presence.nodes(),
      bus: bus.state(),
    }),
    draining: () => state === 'draining',
    async drain(graceMs) {
      state = 'draining';
      engine.stopListening();
      await drain({
        sockets: () => Array.from(sessions.connected(), ({ socket }) => socket),
        handOver: async (withinMs) => service?.replies.drain(withinMs),
        idle: async () => service?.idle(),
        graceMs,
      });
    },
    close() {
      stopPressure();
      stopExpiries();
      revocations.close();
      streams.close();
      presence.close();
      signals.close();
    },
  };
}
