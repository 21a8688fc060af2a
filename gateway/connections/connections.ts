import type { Socket } from 'socket.io';
import type { EventData } from '../../domain/contract/index.ts';
import { DomainError } from '../../domain/errors.ts';
import { batched } from '../batched.ts';
import { closeForGood, closeForNow } from '../closing.ts';
import type { Dispatch } from '../dispatch.ts';
import type { GatewayDeps } from '../gateway-deps.ts';
import type { NodePresence } from '../presence/presence.ts';
import { signalRoom } from '../signals.ts';
import type { Streams } from '../streams/streams.ts';
import { entryOf } from '../user-events.ts';
import { createExpiries } from './expiry.ts';
import { type Admitted, admit, connectError } from './handshake.ts';
import { createSocketQuota } from './socket-quota.ts';
import { sessionOf, SocketSession } from './socket-session.ts';
import type { SocketSessions } from './socket-sessions.ts';

/**
 * The maximum number of handshakes that share one query. All of them continue in the same turn of the event loop, so a
 * higher number would block it for too long.
 */
const READ_AT_ONCE = 32;
/** How long a handshake waits for others that share its query. Two that share one cost Postgres little more than one. */
const GATHER_MS = 10;
/**
 * How long a client should wait if its user has too many sockets. By then, the sockets of a vanished device may have
 * been closed.
 */
const FULL_RETRY_MS = 10_000;
/** The empty object that replaces a socket's handshake data after the socket was accepted. */
const RELEASED = Object.freeze({});

interface Options extends GatewayDeps {
  sessions: SocketSessions;
  streams: Streams;
  presence: NodePresence;
  dispatch: Dispatch;
  isRevoked(sid: string): boolean;
  isDraining(): boolean;
}

/**
 * Accept sockets, and manage each from its handshake to its end [C1, C2, C6].
 *
 * @returns a function that stops the timers
 */
export function acceptConnections(options: Options): () => void {
  const { engine, nodeId, limits, sessions, streams, presence, dispatch, isRevoked, isDraining, logger } = options;
  const { io } = engine;
  const quota = createSocketQuota(limits.maxSocketsPerUser);
  const { handshakesPerMinutePerIp } = limits;
  const handshakeOptions = { ...options, handshakesPerMinutePerIp };
  const elsewhere = batched(presence.elsewhere, READ_AT_ONCE);
  const readState = batched(options.handshakes.read, READ_AT_ONCE, GATHER_MS);
  const expiries = createExpiries<SocketSession>(
    ({ socket }, inMs) => socket.emit('auth.expiring', { inMs }),
    ({ socket }) => closeForGood(socket, 'token_expired'),
  );
  const hooks = { onRenew, onEnd };

  /**
   * Does all steps of the handshake that can fail. They come before the connection is accepted, because it can still be
   * refused then.
   */
  async function prepare(socket: Socket): Promise<void> {
    const { headers } = socket.handshake;
    const ip = options.clientIp(
      engine.remoteAddress(socket),
      [headers['x-forwarded-for']].flat().join(',') || undefined,
    );
    try {
      const admitted = await admit(handshakeOptions, socket, ip);
      const others = await elsewhere(admitted.claims.userId);
      await load(start(socket, admitted, { ip, userAgent: headers['user-agent'] }, others));
    } catch (error) {
      options.onRefused(error, ip);
      throw error;
    }
  }

  /**
   * Counts the socket and creates its session in one turn of the event loop. The connection can't close in between, so
   * no closed socket stays counted [C1, B3].
   */
  function start(socket: Socket, admitted: Admitted, client: SocketSession['client'], others: number): SocketSession {
    const { userId } = admitted.claims;
    if (socket.conn.readyState !== 'open') throw new DomainError('unavailable');
    if (!quota.take(userId, others)) {
      throw new DomainError('rate_limited', 'Too many connections of this account', { retryAfterMs: FULL_RETRY_MS });
    }
    const session = new SocketSession(hooks, socket, admitted, client, streams.follow(socket, userId, onCourses));
    socket.data.session = session;
    sessions.add(session);
    socket.conn.once('close', () => session.end());
    return session;
  }

  /**
   * Opens the user's streams and reads the data for the session and for `ready`. The data is at least as new as the
   * head (the newest event) of the user's stream, and later changes arrive as events [C1].
   */
  async function load(session: SocketSession): Promise<void> {
    const { userId, sid } = session.claims;
    try {
      const state = await session.following.prepare(async () => {
        const found = await readState({ userId, sid });
        if (!found) throw new DomainError('unauthenticated');
        return found;
      });
      if (state.isRevoked) throw new DomainError('session_revoked');
      session.actor = state.actor;
      // During the read, an event may have set a newer value.
      session.visible ??= state.isVisible;
      if (session.beginning) session.beginning.replies = state.replies;
    } catch (error) {
      session.end();
      throw error;
    }
  }

  /** Sends `ready` and begins the streams in one turn of the event loop, so that no event can come in between [C2]. */
  function connected(socket: Socket): void {
    const session = sessionOf(socket);
    const { beginning } = session;
    if (!beginning) return void socket.disconnect(true);
    if (isDraining()) return closeForNow(socket, 'draining');
    // The device session may have been revoked while the streams were opened.
    if (isRevoked(session.claims.sid)) return closeForGood(socket, 'session_revoked');
    expiries.watch(session);
    socket.once('disconnect', disconnected);
    socket.emit('ready', readyOf(session, beginning.replies));
    session.following.begin(beginning.cursors);
    release(session);
    // A failed `emit` may have closed the socket.
    if (!socket.connected) return;
    socket.join(signalRoom(session.userId));
    presence.enter(entryOf(session));
    dispatch.attach(session);
  }

  /** Releases the data that only the handshake needed: some KiB for each device [E9]. */
  function release(session: SocketSession): void {
    session.beginning = undefined;
    Object.assign(session.socket.handshake, { auth: RELEASED, headers: RELEASED, query: RELEASED });
  }

  function disconnected(this: Socket): void {
    sessionOf(this).end();
    // Close the connection as well. An open connection would still get the messages of this socket's rooms [E5].
    this.conn.close();
  }

  function onEnd(session: SocketSession): void {
    expiries.stop(session);
    quota.give(session.userId);
    presence.leave(session.socket.id);
    sessions.remove(session);
    session.following.close();
  }

  function onCourses(socket: Socket): void {
    if (socket.connected) presence.enter(entryOf(sessionOf(socket)));
  }

  function onRenew(session: SocketSession, expiresAt: Date): void {
    session.expiresAt = expiresAt.getTime();
    expiries.watch(session);
    void refreshActor(session, expiresAt);
  }

  function readyOf(
    { protocol, userId, following }: SocketSession,
    replies: EventData<'ready'>['replies'],
  ): EventData<'ready'> {
    const serverTime = new Date().toISOString();
    return { protocol, nodeId, serverTime, userId, streams: following.heads(), replies };
  }

  /**
   * Reads the user's roles and tier again from the database [C6]. If the read fails, the old ones stay until the next
   * renewal.
   */
  async function refreshActor(session: SocketSession, expiresAt: Date): Promise<void> {
    const actor = await options.loadActor({ ...session.claims, expiresAt }).catch(() => session.actor);
    if (actor) session.actor = actor;
    else closeForGood(session.socket, 'unauthenticated');
  }

  function refusal(error: unknown): Error {
    if (error instanceof DomainError) return connectError(error);
    logger.error({ err: error }, 'a handshake failed unexpectedly');
    return connectError(new DomainError('unavailable'));
  }

  io.use(async (socket, next) => {
    try {
      await prepare(socket);
    } catch (error) {
      return next(refusal(error));
    }
    next();
  });
  io.on('connection', connected);
  return expiries.close;
}
