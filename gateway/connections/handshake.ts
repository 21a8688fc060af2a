import type { Socket } from 'socket.io';
import type { Tokens } from '../../domain/account/ports.ts';
import { addressKey } from '../../domain/address-key.ts';
import { errors } from '../../domain/contract/errors.ts';
import { MAX_DEPTH, MAX_FRAME_BYTES, MAX_STREAMS } from '../../domain/contract/protocol.ts';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { exceededLimit } from '../../domain/input/json-size.ts';
import { Handshake } from '../../domain/live/contract/stream.ts';
import type { Limiter } from '../../domain/ports.ts';

const WINDOW_SECONDS = 60;

/**
 * Limits on the data of a handshake. `nodes` is the number of JSON values: three for each of `MAX_STREAMS` cursors, and
 * 64 for everything else.
 */
const LIMITS = { depth: MAX_DEPTH, nodes: 3 * MAX_STREAMS + 64, units: MAX_FRAME_BYTES };

export type Claims = ReturnType<Tokens['verify']>;

export interface HandshakeOptions {
  tokens: Pick<Tokens, 'verify'>;
  limiter: Pick<Limiter, 'takeOwn'>;
  isRevoked(sid: string): boolean;
  isDraining(): boolean;
  handshakesPerMinutePerIp: number;
}

export interface Admitted {
  claims: Claims;
  handshake: Handshake;
}

/** Check a handshake [C1, B3]. @throws DomainError if the handshake is refused */
export async function admit(options: HandshakeOptions, socket: Socket, ip: string): Promise<Admitted> {
  if (options.isDraining()) throw new DomainError('unavailable', 'This node is going away');
  await options.limiter.takeOwn('handshake', addressKey(ip), options.handshakesPerMinutePerIp, WINDOW_SECONDS);
  const handshake = parse(socket.handshake.auth);
  const claims = options.tokens.verify(handshake.token);
  if (options.isRevoked(claims.sid)) throw new DomainError('session_revoked');
  return { claims, handshake };
}

function parse(auth: Record<string, unknown>): Handshake {
  requireCommonVersion(auth);
  if (auth.token === undefined) throw new DomainError('unauthenticated');
  // The client is not authenticated yet, so an input larger than any handshake is refused before it is parsed.
  if (exceededLimit(auth, LIMITS)) throw invalid({ path: '', message: 'is larger than a handshake can be' });
  const parsed = Handshake.safeParse(auth);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new DomainError('validation_failed', undefined, fields);
}

/**
 * Refuse a client that speaks no protocol version that this server speaks [C1]. This is checked before the shape of the
 * handshake, because handshakes of other versions may have another shape.
 */
function requireCommonVersion({ protocol, minProtocol = protocol }: Record<string, unknown>): void {
  if (typeof protocol !== 'number' || typeof minProtocol !== 'number') return;
  const range = `This server speaks protocol ${MIN_PROTOCOL_VERSION} to ${PROTOCOL_VERSION}`;
  if (protocol < MIN_PROTOCOL_VERSION) throw new DomainError('protocol_mismatch', `${range}: update the client`);
  if (minProtocol > PROTOCOL_VERSION)
    throw new DomainError('protocol_mismatch', `${range}: the server is older than the client`);
}

/** Return the error that the client gets as `connect_error`. */
export function connectError({ code, message, details }: DomainError): Error {
  const { retryAfterMs } = (details ?? {}) as { retryAfterMs?: number };
  return Object.assign(new Error(message), { data: { code, retryable: errors[code].retryable, retryAfterMs } });
}
