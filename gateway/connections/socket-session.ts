import type { Socket } from 'socket.io';
import type { Actor } from '../../domain/actor.ts';
import type { EventData } from '../../domain/contract/index.ts';
import { PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import type { CallerSocket } from '../../domain/ports.ts';
import type { Following } from '../streams/following.ts';
import type { Expiring } from './expiry.ts';
import type { Admitted, Claims } from './handshake.ts';

/** The data that a session needs only until `ready` was sent. */
interface Beginning {
  cursors: NonNullable<Admitted['handshake']['cursors']>;
  replies: EventData<'ready'>['replies'];
}

/** The callbacks that all sessions of a node share. */
export interface SessionHooks {
  onRenew(session: SocketSession, expiresAt: Date): void;
  onEnd(session: SocketSession): void;
}

/**
 * An authenticated socket. There is one object for each connected device, so this is a class: methods on the prototype
 * save memory.
 */
export class SocketSession implements CallerSocket, Expiring {
  readonly socket: Socket;
  readonly claims: Claims;
  /** The caller; set before `ready`, and replaced with each new token, because roles and tier may have changed [C6]. */
  actor!: Actor;
  /** The newest protocol version that both sides speak [C1]. */
  readonly protocol: number;
  readonly device: { id: string; name?: string };
  readonly since: string;
  readonly client: { ip: string; userAgent?: string };
  readonly following: Following<Socket>;
  beginning: Beginning | undefined;
  /**
   * Whether the user lets other learners of a course see that the user is present [P1]; undefined until it was read.
   */
  visible: boolean | undefined;
  expiresAt: number;
  isWarned = false;
  /** The times of the improper calls within the last minute [B2]. */
  strikes: number[] | undefined;
  readonly #hooks: SessionHooks;
  #isEnded = false;

  constructor(
    hooks: SessionHooks,
    socket: Socket,
    { claims, handshake }: Admitted,
    client: SocketSession['client'],
    following: Following<Socket>,
  ) {
    this.#hooks = hooks;
    this.socket = socket;
    this.claims = claims;
    this.protocol = Math.min(handshake.protocol, PROTOCOL_VERSION);
    this.device = handshake.device ?? { id: claims.sid };
    this.since = new Date().toISOString();
    this.client = client;
    this.following = following;
    this.beginning = { cursors: handshake.cursors ?? {}, replies: [] };
    this.expiresAt = claims.expiresAt.getTime();
  }

  get userId(): string {
    return this.claims.userId;
  }

  get socketId(): string {
    return this.socket.id;
  }

  get deviceId(): string {
    return this.device.id;
  }

  renew(expiresAt: Date): void {
    if (this.socket.connected) this.#hooks.onRenew(this, expiresAt);
  }

  /**
   * Ends the session. It is called when the connection closes and when the socket closes; only the first call has an
   * effect.
   */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#hooks.onEnd(this);
  }
}

/** Return the session of a socket that has passed its handshake. */
export function sessionOf(socket: Socket): SocketSession {
  return socket.data.session;
}
