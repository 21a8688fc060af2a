import type { Socket } from 'socket.io';
import type { Actor } from '../domain/actor.ts';
import type { EventData } from '../domain/contract/index.ts';
import type { Admitted, Claims } from './handshake.ts';
import type { Following } from './streams/following.ts';

/** An authenticated socket. */
export interface SocketSession {
  readonly socket: Socket;
  /** Replaced when the token is renewed: roles and tier may have changed [C6]. */
  actor: Actor;
  readonly claims: Claims;
  /** The version both sides speak [C1]. */
  readonly protocol: number;
  readonly device: { id: string; name?: string };
  readonly since: string;
  readonly client: { ip: string; userAgent?: string };
  readonly cursors: NonNullable<Admitted['handshake']['cursors']>;
  readonly following: Following;
  replies: EventData<'ready'>['replies'];
  /** Whether the user lets others of a course see it [P1]. */
  visible: boolean;
}
