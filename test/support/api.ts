import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { ErrorCode } from '../../domain/contract/errors.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Input, OperationName, Output } from '../../domain/contract/index.ts';
import { onCleanup } from './cleanup.ts';

export const PASSWORD = 'seven quiet herons';

export interface Person {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
}

/** Send one REST request to the node at `url`. */
export async function rest(
  url: string,
  method: string,
  path: string,
  {
    token,
    body,
    key,
    headers,
  }: { token?: string; body?: unknown; key?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Register a new user. The result has the user's tokens. */
export async function signUp(url: string, fields: object = {}): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const { status, body } = await rest(url, 'POST', '/auth/register', {
    body: { email, password: PASSWORD, ...fields },
  });
  if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
  return { id: body.user.id, email, accessToken: body.accessToken, refreshToken: body.refreshToken };
}

export class CallFailed extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  constructor(error: { code: ErrorCode; message: string; details?: unknown }) {
    super(`${error.code}: ${error.message}`);
    this.code = error.code;
    this.details = error.details;
  }
}

export interface Device {
  socket: Socket;
  /** The durable events that have arrived, in order of arrival. */
  events: Envelope[];
  deltas: { replyId: string; attempt: number; offset: number; text: string }[];
  resets: { stream: string; epoch: string; head: number; reason: string }[];
  ready: {
    streams: { [stream: string]: { epoch: string; head: number } };
    replies: { replyId: string }[];
    userId: string;
    nodeId: string;
  };
  call<N extends OperationName>(operation: N, input: Input<N>, opId?: string): Promise<Output<N>>;
  /**
   * Return the first event of this type for whose data `fits` returns true. It may have arrived already; if not, wait
   * for it.
   */
  event(type: string, fits?: (data: never) => boolean, timeoutMs?: number): Promise<Envelope>;
  cursors(): { [stream: string]: { epoch: string; seq: number } };
  close(): void;
}

/**
 * Connect a device with a plain socket.io client instead of the SDK. It records all that the server sends, unchanged.
 */
export async function openDevice(url: string, token: string, auth: object = {}): Promise<Device> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token, protocol: 1, device: { id: randomUUID() }, ...auth },
  });
  onCleanup(() => socket.disconnect());
  const events: Envelope[] = [];
  const deltas: Device['deltas'] = [];
  const resets: Device['resets'] = [];
  const waiting = new Set<() => void>();
  const take = (envelopes: Envelope[]) => {
    events.push(...envelopes);
    for (const look of waiting) look();
  };
  socket.on('e', (envelope: Envelope) => take([envelope]));
  socket.on('es', take);
  socket.on('reply.delta', (delta) => deltas.push(delta));
  socket.on('stream.reset', (reset) => resets.push(reset));
  const ready = await new Promise<Device['ready']>((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', (error) => reject(Object.assign(error, (error as { data?: object }).data)));
  });

  return {
    socket,
    events,
    deltas,
    resets,
    ready,
    async call(operation, input, opId) {
      const answer = await socket.timeout(30_000).emitWithAck(operation, input, opId ? { opId } : {});
      if (!answer.ok) throw new CallFailed(answer.error);
      return answer.data;
    },
    event(type, fits = () => true, timeoutMs = 15_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find((envelope) => envelope.t === type && fits(envelope.d as never));
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(`no ${type} within ${timeoutMs} ms; came: ${events.map((envelope) => envelope.t).join(', ')}`),
          );
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
    cursors() {
      const cursors = Object.fromEntries(
        Object.entries(ready.streams).map(([name, { epoch, head }]) => [name, { epoch, seq: head }]),
      );
      for (const { s, q } of events)
        cursors[s] = { epoch: cursors[s]?.epoch ?? '', seq: Math.max(q, cursors[s]?.seq ?? 0) };
      return cursors;
    },
    close: () => socket.disconnect(),
  };
}

/**
 * Put the text of a reply together from its deltas, by the rules for receivers [T3].
 * @throws Error if a part is missing
 */
export function textOf(deltas: Device['deltas'], replyId: string): string {
  let [attempt, text] = [0, ''];
  for (const delta of deltas.filter((one) => one.replyId === replyId)) {
    if (delta.attempt < attempt) continue;
    if (delta.attempt > attempt) [attempt, text] = [delta.attempt, ''];
    if (delta.offset > text.length) throw new Error(`hole at ${text.length}: next delta begins at ${delta.offset}`);
    text += delta.text.slice(text.length - delta.offset);
  }
  return text;
}

/** Return one line for each gap and each duplicate in the events of a stream. */
export function gaps(events: Envelope[]): string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { s, q } of events) {
    const before = last.get(s);
    if (before !== undefined && q !== before + 1) found.push(`${s}: ${before} → ${q}`);
    last.set(s, q);
  }
  return found;
}
