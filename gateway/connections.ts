import type { Socket } from 'socket.io';
import type { EventData } from '../domain/contract/index.ts';
import { PROTOCOL_VERSION } from '../domain/contract/version.ts';
import { DomainError } from '../domain/errors.ts';
import { closeForGood, closeForNow } from './closing.ts';
import type { Dispatch } from './dispatch.ts';
import { watchExpiry } from './expiry.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { type Admitted, admit, connectError } from './handshake.ts';
import type { NodePresence } from './presence/presence.ts';
import { signalRoom } from './signals.ts';
import { createSocketQuota } from './socket-quota.ts';
import type { SocketSession } from './socket-session.ts';
import type { SocketSessions } from './socket-sessions.ts';
import type { Streams } from './streams/streams.ts';
import { entryOf } from './user-events.ts';

interface Options extends GatewayDeps {
  sessions: SocketSessions;
  streams: Streams;
  presence: NodePresence;
  dispatch: Dispatch;
  isRevoked(sid: string): boolean;
  isDraining(): boolean;
}

/** Accept sockets and see each through from its handshake to its end [C1, C2, C6]. */
export function acceptConnections(options: Options): void {
  const { engine, nodeId, limits, sessions, streams, presence, dispatch, isRevoked, isDraining, logger } = options;
  const { io } = engine;
  const prepared = new WeakMap<Socket, SocketSession>();
  const quota = createSocketQuota(limits.maxSocketsPerUser);
  const { handshakesPerMinutePerIp } = limits;
  const handshakeOptions = { ...options, quota, elsewhere: presence.elsewhere, handshakesPerMinutePerIp };

  /** Does everything that can fail while the connection can still be refused. */
  async function prepare(socket: Socket): Promise<void> {
    const { headers } = socket.handshake;
    const ip = options.clientIp(
      engine.remoteAddress(socket),
      [headers['x-forwarded-for']].flat().join(',') || undefined,
    );
    const admitted = await admit(handshakeOptions, socket, ip).catch((error: unknown) => {
      options.onRefused(error, ip);
      throw error;
    });
    const session = createSession(socket, admitted, { ip, userAgent: headers['user-agent'] });
    sessions.add(session);
    const leave = () => {
      sessions.remove(session);
      session.following.close();
    };
    socket.conn.once('close', leave);
    try {
      if (socket.conn.readyState !== 'open') throw new DomainError('unavailable');
      const { userId } = admitted.actor;
      await session.following.prepare();
      // Read after the streams are open: this state is at least as new as their heads, and later changes arrive as events.
      session.visible = await options.isVisible(userId);
      session.replies = await options.openReplies(userId);
      prepared.set(socket, session);
    } catch (error) {
      leave();
      throw error;
    }
  }

  function createSession(
    socket: Socket,
    { actor, claims, handshake }: Admitted,
    client: SocketSession['client'],
  ): SocketSession {
    const session: SocketSession = {
      socket,
      actor,
      claims,
      protocol: Math.min(handshake.protocol, PROTOCOL_VERSION),
      device: handshake.device ?? { id: actor.sid },
      since: new Date().toISOString(),
      client,
      cursors: handshake.cursors ?? {},
      following: streams.follow(socket, actor.userId, () => socket.connected && presence.enter(entryOf(session))),
      replies: [],
      visible: false,
    };
    return session;
  }

  /** Sends `ready` and begins the streams in one turn of the event loop, so that nothing can come in between [C2]. */
  function connected(socket: Socket): void {
    const session = prepared.get(socket);
    if (!session) return void socket.disconnect(true);
    const { actor, claims, following } = session;
    if (isDraining()) return closeForNow(socket, 'draining');
    // The session may have been ended while its streams were opened.
    if (isRevoked(actor.sid)) return closeForGood(socket, 'session_revoked');
    const expiry = watchExpiry(
      claims.expiresAt,
      (inMs) => socket.emit('auth.expiring', { inMs }),
      () => closeForGood(socket, 'token_expired'),
    );
    socket.once('disconnect', () => {
      expiry.stop();
      presence.leave(socket.id);
      sessions.remove(session);
      following.close();
      // A connection that stayed would keep the native topics of this socket's rooms [E5].
      socket.conn.close();
    });
    socket.emit('ready', readyOf(session));
    following.begin(session.cursors);
    // Sending may have found that the client is gone.
    if (!socket.connected) return;
    socket.join(signalRoom(actor.userId));
    presence.enter(entryOf(session));
    dispatch.attach(session, {
      socketId: socket.id,
      deviceId: session.device.id,
      renew(expiresAt) {
        if (!socket.connected) return;
        expiry.renew(expiresAt);
        void refreshActor(session, expiresAt);
      },
    });
  }

  function readyOf({ protocol, actor, following, replies }: SocketSession): EventData<'ready'> {
    const serverTime = new Date().toISOString();
    return {
      protocol,
      nodeId,
      serverTime,
      userId: actor.userId,
      streams: following.heads(),
      replies,
    };
  }

  /** Reads roles and tier again from the database [C6]. If that fails they stay as they are until the next renewal. */
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
}
