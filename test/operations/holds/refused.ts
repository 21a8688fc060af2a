import { DEFAULT_INPUT_BYTES, MAX_FRAME_BYTES } from '../../../domain/contract/protocol.ts';
import { createOwner, ownInput } from '../../support/belongings.ts';
import { routeOf } from '../../support/contract-calls.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';
import { bestOfRuns } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { connected, NO_ANSWER, request, sendRest, sendSocket } from './doors.ts';
import type { Sent } from './doors.ts';
import { longTexts, refusedShapes, tooLarge } from './refused-input.ts';
import { longer } from './table.ts';
import type { Held } from './table.ts';

const HUGE_BYTES = 10_000_000;
const HUGE = 'x'.repeat(HUGE_BYTES);
/** The bytes that a socket frame needs in addition to the input. */
const FRAME_ROOM = 400;
const CHUNK = new Uint8Array(64 * 1_024).fill(0x20);
/** The maximum length of the path and query of a request, in bytes. The HTTP server refuses longer ones. */
const URL_BYTES = 3_000;
const PATH_CHARACTERS = 300;

interface Refused {
  longest: Held;
  /** The wrong inputs that were accepted, caused an internal error, or were never answered. */
  notRefused: string[];
}

type Attempt = [kind: string, door: string, send: () => Promise<Sent>];

/**
 * Returns a function that measures how long wrong inputs of an operation block the event loop, from signed-in and from
 * anonymous callers.
 */
export async function measureRefused(node: HeldNode): Promise<(name: string, spec: Spec) => Promise<Refused>> {
  const person = await createOwner(node.url);
  return measureAll;

  async function measureAll(name: string, spec: Spec): Promise<Refused> {
    let longest: Held | undefined;
    const notRefused: string[] = [];
    for (const [kind, door, send] of attempts(name, spec)) {
      let last: Sent | undefined;
      const ms = await bestOfRuns(async () => {
        const { held, result } = await node.heldDuring(send);
        last = result;
        return held;
      });
      const { bytes = 0, code = '', message = '' } = last ?? {};
      longest = longer(longest, { ms, bytes, door, kind, code });
      if (code === 'ok' || code === 'internal' || code === NO_ANSWER)
        notRefused.push(`${door}, ${kind}: ${code} ${message}`);
    }
    if (!longest) throw new Error(`${name} has no door`);
    return { longest, notRefused };
  }

  function attempts(name: string, spec: Spec): Attempt[] {
    const { maxBytes = DEFAULT_INPUT_BYTES } = spec;
    return [
      ...(spec.rest ? overRest(name, spec, maxBytes) : []),
      ...(spec.socket === false ? [] : overSocket(name, spec, maxBytes)),
    ];
  }

  function overRest(name: string, spec: Spec, maxBytes: number): Attempt[] {
    const hasBody = spec.rest?.method !== 'GET';
    const own = ownInput(name, spec.example.input, person.ids);
    const room = hasBody ? maxBytes : URL_BYTES;
    const inputs = [...refusedShapes(spec, room), ...longTexts(spec, room)]
      .map(([kind, input]): [string, Input] => [kind, withPath(spec, own, input)])
      // Parts that are sent in the URL are shortened, and the shortened input may be valid. Such inputs are left out.
      .filter(([, input]) => !spec.input.safeParse(hasBody ? input : asQuery(input)).success);
    const signedIn = { authorization: `Bearer ${person.accessToken}` };
    const send = (kind: string, input: Input, headers: HeadersInit): Attempt => [
      kind,
      'authorization' in headers ? 'rest' : 'rest, anonymous',
      () => sendRest(node.url, name, input, maxBytes, headers),
    ];
    return [
      ...inputs.map(([kind, input]) => send(kind, input, signedIn)),
      // If an operation requires a token, anonymous calls are refused before their input is read. Two inputs are enough
      // then.
      ...inputs.slice(0, spec.access === 'public' ? Infinity : 2).map(([kind, input]) => send(kind, input, {})),
      ...(hasBody ? [signedIn, {}].flatMap((headers) => tooLargeBodies(name, own, maxBytes, headers)) : []),
    ];
  }

  function tooLargeBodies(name: string, own: Input, maxBytes: number, headers: HeadersInit): Attempt[] {
    const { method, path } = routeOf(name, own);
    const door = 'authorization' in headers ? 'rest' : 'rest, anonymous';
    const post = (body: string | ReadableStream) => request(`${node.url}/api/v1${path}`, method, body, headers);
    return [
      ['a byte too many', door, () => post(tooLarge(maxBytes + 1))],
      ['10 MB', door, () => post(HUGE)],
      // A chunked request has no header that says how large it is.
      ['10 MB in chunks', door, () => post(inChunks(HUGE_BYTES))],
    ];
  }

  function overSocket(name: string, spec: Spec, maxBytes: number): Attempt[] {
    const send = (kind: string, input: Input): Attempt => [
      kind,
      'socket',
      async () => sendSocket(await connected(node.url, person), name, input),
    ];
    const room = Math.min(maxBytes, MAX_FRAME_BYTES - FRAME_ROOM);
    // REST and the socket check texts in the same way, so they are sent over the socket only if there is no REST route.
    const texts = spec.rest ? [] : longTexts(spec, room);
    return [
      ...[...refusedShapes(spec, room), ...texts].map(([kind, input]) => send(kind, input)),
      send('a byte too many', { text: 'x'.repeat(room) }),
      send('10 MB', { text: HUGE }),
    ];
  }
}

/**
 * Sets the fields that are sent in the URL path. A text stays but is cut to a length that fits into the path. Any other
 * value is replaced by the caller's own id.
 */
function withPath({ rest }: Spec, own: Input, input: Input): Input {
  const fields = [...(rest?.path ?? '').matchAll(/:(\w+)/g)].map(([, field = '']) => field);
  const valueOf = (field: string) => {
    const text = input[field];
    return typeof text === 'string' ? text.slice(0, PATH_CHARACTERS).toWellFormed() : own[field];
  };
  return { ...input, ...Object.fromEntries(fields.map((field) => [field, valueOf(field)])) };
}

/** Returns the input with the values that the server reads from a query string. */
const asQuery = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).map(([field, value]) => [field, String(value).toWellFormed()]));

function inChunks(bytes: number): ReadableStream {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close();
      controller.enqueue(CHUNK);
      left -= CHUNK.length;
    },
  });
}
