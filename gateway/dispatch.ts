import type { Socket } from 'socket.io';
import { errors } from '../domain/contract/errors.ts';
import { isRequestId, MAX_DEPTH } from '../domain/contract/protocol.ts';
import { DomainError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import { exceededLimit } from '../domain/input/json-size.ts';
import type { Perform } from '../domain/perform.ts';
import { closeForGood } from './closing.ts';
import { sessionOf, type SocketSession } from './connections/socket-session.ts';

/**
 * The maximum size of an answer. Two such answers fit into the 1 MiB of unread bytes at which a connection is closed
 * [B1].
 */
const MAX_ANSWER_BYTES = 500 * 1024;
const MAX_STRIKES = 5;
const STRIKE_WINDOW_MS = 60_000;

/**
 * Only the depth of a frame is checked here. The engine limits its size, and `perform` checks the operation's limits.
 */
const FRAME = { depth: MAX_DEPTH + 1, nodes: Infinity, units: Infinity };

type Ack = (answer: object) => void;

interface Frame {
  payload: unknown;
  opId?: string;
  requestId?: string;
}

/** Performs the operations that sockets ask for. */
export interface Dispatch {
  /** Treats each event that the socket receives as a call of the operation with that name. */
  attach(session: SocketSession): void;
  /** Resolves when no operation runs. */
  idle(): Promise<void>;
}

interface Options {
  perform: Perform;
  /** Called with each error that is no `DomainError`. Such an error is a defect. */
  onDefect(error: unknown, request: { operation: string; requestId: string; userId: string }): void;
}

export function createDispatch({ perform, onDefect }: Options): Dispatch {
  const running = new Set<Promise<void>>();

  /**
   * Runs one operation. A disconnect does not stop the operation, because the client sends the same opId again after it
   * has reconnected and gets the answer then [M1].
   */
  async function run(session: SocketSession, operation: string, args: unknown[]): Promise<void> {
    const { actor, client } = session;
    const ack = typeof args.at(-1) === 'function' ? (args.pop() as Ack) : undefined;
    let requestId = newId();
    try {
      const frame = read(args);
      requestId = frame.requestId ?? requestId;
      const { payload: input, opId } = frame;
      const { data } = await perform({
        operation,
        input: () => input,
        opId,
        actor,
        connection: session,
        client,
        requestId,
        door: 'socket',
      });
      requireAnswerable(data);
      ack?.({ ok: true, data });
    } catch (error) {
      const known = error instanceof DomainError ? error : new DomainError('internal');
      if (known !== error) onDefect(error, { operation, requestId, userId: actor.userId });
      ack?.({ ok: false, error: answer(known, requestId) });
      if (known instanceof BadFrame || known.code === 'unknown_operation') strike(session);
    }
  }

  // All sockets share this function, because a closure for each socket would cost memory.
  function receive(this: Socket, event: unknown, ...args: unknown[]): void {
    const ran = run(sessionOf(this), String(event), args).finally(() => running.delete(ran));
    running.add(ran);
  }

  return {
    attach: ({ socket }) => void socket.onAny(receive),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** The error for a frame that can be decoded but does not have the shape of a call [B2]. */
class BadFrame extends DomainError {
  constructor(message: string) {
    super('validation_failed', message);
  }
}

function read(args: unknown[]): Frame {
  const [payload = {}, meta = {}] = args;
  if (args.length > 2 || !isPlainObject(payload) || !isPlainObject(meta)) {
    throw new BadFrame('Send an object, then optionally { opId, requestId }, then the acknowledgement');
  }
  if (exceededLimit([payload, meta], FRAME) === 'depth')
    throw new BadFrame(`The payload is nested more than ${MAX_DEPTH} levels deep`);
  const { opId, requestId } = meta;
  if (opId !== undefined && typeof opId !== 'string') throw new BadFrame('opId must be a UUID');
  return { payload, opId, requestId: isRequestId(requestId) ? requestId : undefined };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}

/**
 * Refuse an answer that may not fit into a connection's buffer. Such an answer would close the connection, and would
 * close it again whenever the client reconnects and repeats the call [B1].
 *
 * @throws DomainError payload_too_large
 */
function requireAnswerable(data: unknown): void {
  if (Buffer.byteLength(JSON.stringify(data) ?? '') <= MAX_ANSWER_BYTES) return;
  throw new DomainError('payload_too_large', `The answer exceeds ${MAX_ANSWER_BYTES} bytes: ask for a smaller page`);
}

function answer({ code, message, details }: DomainError, requestId: string) {
  return { code, message, details, retryable: errors[code].retryable, requestId };
}

/** Count a call that no correct client sends. The sixth such call within a minute closes the socket [B2]. */
function strike(session: SocketSession): void {
  const now = performance.now();
  session.strikes = [...(session.strikes ?? []).filter((at) => at > now - STRIKE_WINDOW_MS), now];
  if (session.strikes.length > MAX_STRIKES) closeForGood(session.socket, 'validation_failed');
}
