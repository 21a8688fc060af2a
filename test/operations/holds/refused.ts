import { DEFAULT_INPUT_BYTES, MAX_FRAME_BYTES } from '../../../domain/contract/protocol.ts';
import { furnish, ownInput } from '../../support/belongings.ts';
import { routeOf } from '../../support/contract-calls.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';
import { bestOfRuns } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { connected, request, sendRest, sendSocket } from './doors.ts';
import type { Sent } from './doors.ts';
import { longTexts, refusedShapes, tooLarge } from './refused-input.ts';
import { longer } from './table.ts';
import type { Held } from './table.ts';

const HUGE_BYTES = 10_000_000;
const HUGE = 'x'.repeat(HUGE_BYTES);
/** The bytes of a frame that are not the input. */
const FRAME_ROOM = 400;
const CHUNK = new Uint8Array(64 * 1_024).fill(0x20);
/** The longest path and query that the engine accepts in a request. */
const URL_BYTES = 3_000;
const PATH_CHARACTERS = 300;

interface Refused {
  longest: Held;
  /** Inputs that were accepted although they must be refused, or that ended in a defect. */
  notRefused: string[];
}

type Attempt = [kind: string, door: string, send: () => Promise<Sent>];

/** Returns a function that measures how long a refused input blocks the event loop, with and without a token. */
export async function measureRefused(node: HeldNode): Promise<(name: string, spec: Spec) => Promise<Refused>> {
  const person = await furnish(node.url);
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
      if (code === 'ok' || code === 'internal') notRefused.push(`${door}, ${kind}: ${code} ${message}`);
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
      // An input that is shortened to fit into an address may have become valid.
      .filter(([, input]) => !spec.input.safeParse(hasBody ? input : asQuery(input)).success);
    const signedIn = { authorization: `Bearer ${person.accessToken}` };
    const send = (kind: string, input: Input, headers: HeadersInit): Attempt => [
      kind,
      'authorization' in headers ? 'rest' : 'rest, anonymous',
      () => sendRest(node.url, name, input, maxBytes, headers),
    ];
    return [
      ...inputs.map(([kind, input]) => send(kind, input, signedIn)),
      // If anonymous callers are refused, their input is not read at all.
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
      // The headers of a chunked request do not say how large it is.
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
    // A text is checked in the same way on REST and on the socket.
    const texts = spec.rest ? [] : longTexts(spec, room);
    return [
      ...[...refusedShapes(spec, room), ...texts].map(([kind, input]) => send(kind, input)),
      send('a byte too many', { text: 'x'.repeat(room) }),
      send('10 MB', { text: HUGE }),
    ];
  }
}

/**
 * Returns the input with the caller's own ids in the path. If the input has a text there, it is cut to the length that
 * an address can hold.
 */
function withPath({ rest }: Spec, own: Input, input: Input): Input {
  const fields = [...(rest?.path ?? '').matchAll(/:(\w+)/g)].map(([, field = '']) => field);
  const valueOf = (field: string) => {
    const text = input[field];
    return typeof text === 'string' ? text.slice(0, PATH_CHARACTERS).toWellFormed() : own[field];
  };
  return { ...input, ...Object.fromEntries(fields.map((field) => [field, valueOf(field)])) };
}

/** Returns the input as it looks in a query string. */
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
