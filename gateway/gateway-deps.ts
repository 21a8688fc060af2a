import type { Revocations, Tokens } from '../domain/account/ports.ts';
import type { Actor } from '../domain/actor.ts';
import type { HandshakeReader } from '../domain/live/ports.ts';
import type { EventLog, Limiter } from '../domain/ports.ts';
import type { Bus } from './bus/bus.ts';
import type { Keyspace } from './bus/keyspace.ts';
import type { Claims } from './connections/handshake.ts';
import type { Engine } from './engine/index.ts';

/** Everything that the gateway needs from the rest of the program. */
export interface GatewayDeps {
  engine: Engine;
  nodeId: string;
  bus: Bus;
  keyspace: Keyspace;
  log: EventLog;
  revocations: Revocations;
  tokens: Pick<Tokens, 'verify'>;
  limiter: Pick<Limiter, 'takeOwn'>;
  handshakes: HandshakeReader;
  /** Reads the account of a token from the database; undefined if the account no longer exists. */
  loadActor(claims: Claims): Promise<Actor | undefined>;
  /** Reads the ids of the courses the user is enrolled in. */
  enrolments(userId: string): Promise<string[]>;
  /** Reads whether the user lets the other learners of a course see that the user is present. */
  isVisible(userId: string): Promise<boolean>;
  clientIp(peerIp: string, forwardedFor?: string): string;
  limits: { maxSocketsPerUser: number; handshakesPerMinutePerIp: number; accessSeconds: number };
  /** Called when a handshake is refused, with the error and the client's address. */
  onRefused(error: unknown, ip: string): void;
  /** Called with the seconds between the commit of an event and its sending to the sockets of this node. */
  onFanout(seconds: number): void;
  logger: Record<'warn' | 'error', (fields: object, message: string) => void>;
}
