import type { Revocations, Tokens } from '../domain/account/ports.ts';
import type { Actor } from '../domain/actor.ts';
import type { HandshakeReader } from '../domain/live/ports.ts';
import type { EventLog, Limiter } from '../domain/ports.ts';
import type { Bus } from './bus/bus.ts';
import type { Keyspace } from './bus/keyspace.ts';
import type { Claims } from './connections/handshake.ts';
import type { Engine } from './engine/index.ts';

/** Everything that the socket edge needs from the rest of the program. */
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
  /** The account behind a token as the database has it; undefined when it is gone. */
  loadActor(claims: Claims): Promise<Actor | undefined>;
  /** Ids of the courses the user is enrolled in. */
  enrolments(userId: string): Promise<string[]>;
  /** Whether others of a course may see the user there. */
  isVisible(userId: string): Promise<boolean>;
  clientIp(peerIp: string, forwardedFor?: string): string;
  limits: { maxSocketsPerUser: number; handshakesPerMinutePerIp: number; accessSeconds: number };
  /** Called with the error of a socket that is not let in, and the address it came from. */
  onRefused(error: unknown, ip: string): void;
  /** Called with the seconds from the commit of an event until it left for the sockets of this node. */
  onFanout(seconds: number): void;
  logger: Record<'warn' | 'error', (fields: object, message: string) => void>;
}
