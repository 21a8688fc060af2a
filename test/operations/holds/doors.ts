import { randomUUID } from 'node:crypto';
import { openDevice } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { routeOf } from '../../support/contract-calls.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';

export type Door = 'rest' | 'socket';
/** The answer to a call. `bytes` is the size of the input that was sent. */
export interface Sent {
  code: string;
  message: string;
  bytes: number;
  data?: unknown;
}

/** Stands for the error code if the connection was closed without an answer. */
const CUT = 'cut';
/** Stands for the error code if neither an answer nor the end of the connection comes within `ANSWER_MS`. */
export const NO_ANSWER = 'no answer';
const ANSWER_MS = 30_000;
/** How long to read an event stream, so that its first events are measured too. */
const STREAM_MS = 30;

export const doorsOf = (spec: Spec): Door[] => [
  ...(spec.rest ? (['rest'] as const) : []),
  ...(spec.socket === false ? [] : (['socket'] as const)),
];

/**
 * Returns the JSON text with all characters that are not ASCII escaped. No other JSON text of the value is longer,
 * apart from spaces.
 */
const escaped = (json: string) =>
  json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Returns the input as JSON text. It is escaped, unless that makes it larger than the operation accepts. */
function writtenOut(input: Input, maxBytes: number): string {
  const plain = JSON.stringify(input);
  const long = escaped(plain);
  return Buffer.byteLength(long) <= maxBytes ? long : plain;
}

/** Sends an input over REST, as the longest JSON text that the operation accepts. */
export function sendRest(
  url: string,
  name: string,
  input: Input,
  maxBytes: number,
  headers: HeadersInit,
): Promise<Sent> {
  const { method, path, body } = routeOf(name, input);
  return request(`${url}/api/v1${path}`, method, body && writtenOut(body, maxBytes), headers);
}

/** Sends one HTTP request. `body` need not be valid JSON. */
export async function request(
  url: string,
  method: string,
  body: string | ReadableStream | undefined,
  headers: HeadersInit,
): Promise<Sent> {
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : 0;
  const size = { bytes: bytes || new URL(url).search.length };
  const leaving = new AbortController();
  try {
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...Object.fromEntries(new Headers(headers)),
      },
      ...(body !== undefined && { body, duplex: 'half' }),
      signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(ANSWER_MS)]),
    } as RequestInit);
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await new Promise((resolve) => setTimeout(resolve, STREAM_MS));
      leaving.abort();
      return { ...size, code: 'ok', message: '' };
    }
    const text = await response.text();
    return { ...size, ...answered(response.status, text) };
  } catch (error) {
    const code = (error as Error).name === 'TimeoutError' ? NO_ANSWER : CUT;
    return { ...size, code, message: String((error as Error).cause ?? error) };
  }
}

function answered(status: number, text: string): Omit<Sent, 'bytes'> {
  if (status < 400) return { code: 'ok', message: '', data: text === '' ? undefined : JSON.parse(text) };
  try {
    const { code, detail } = JSON.parse(text) as { code?: string; detail?: string };
    return { code: code ?? String(status), message: detail ?? '' };
  } catch {
    // The HTTP server refused the request before the API saw it, so the body is not an error of the API.
    return { code: String(status), message: '' };
  }
}

/** Sends an input over the socket. If the socket is closed without an answer, the code is `cut`. */
export async function sendSocket({ socket }: Device, name: string, input: Input): Promise<Sent> {
  const bytes = Buffer.byteLength(JSON.stringify(input));
  const cut = Promise.withResolvers<undefined>();
  const onCut = () => cut.resolve(undefined);
  socket.once('disconnect', onCut);
  try {
    const answering = socket.timeout(30_000).emitWithAck(name, input, { opId: randomUUID() });
    answering.catch(() => undefined);
    const answer = await Promise.race([answering, cut.promise]);
    if (!answer) return { bytes, code: CUT, message: '' };
    if (answer.ok) return { bytes, code: 'ok', message: '', data: answer.data };
    return { bytes, code: answer.error.code, message: answer.error.message };
  } finally {
    socket.off('disconnect', onCut);
  }
}

/** Returns the person's device. If its socket was closed, opens a new one. */
export async function connected<P extends Person & { device: Device }>(url: string, person: P): Promise<Device> {
  if (!person.device.socket.connected) person.device = await openDevice(url, person.accessToken);
  return person.device;
}
