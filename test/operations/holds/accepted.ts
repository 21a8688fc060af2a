import { DEFAULT_INPUT_BYTES } from '../../../domain/contract/protocol.ts';
import { createOwner } from '../../support/belongings.ts';
import type { Owner } from '../../support/belongings.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';
import { bestOfRuns } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { connected, doorsOf, sendRest, sendSocket } from './doors.ts';
import type { Door, Sent } from './doors.ts';
import { kindsOf, largestInputs } from './largest-input.ts';
import { longer } from './table.ts';
import type { Held } from './table.ts';

/** How long to go on measuring after an answer. In this time the node sends the events of the operation. */
const SETTLE_MS = 8;
/** The longest wait for the tutor's reply. It is long enough for a busy machine. */
const WAIT_MS = 60_000;
/** The codes that an input which fits the schema must never get. */
const NOT_TAKEN = ['validation_failed', 'payload_too_large', 'internal', 'cut', '431'];
/** For some operations, the operation that must be called first. A session must be paused before it can be resumed. */
const BEFORE: { [operation: string]: string } = { 'session.resume': 'session.pause' };
/** Texts up to this length are treated as choices from a list or as units. */
const SHORT_TEXT = 60;

interface Accepted {
  longest: Held;
  /** The number of inputs that differ in size or content. It is 1 if the operation takes only ids. */
  sizes: number;
  /**
   * The errors of inputs that were refused in all alternatives of the schema. The key names the route and the content
   * of the input.
   */
  notTaken: { [input: string]: string };
}

/**
 * Names one of an operation's largest inputs: the kind of its content, and the index of the alternative in the schema.
 */
interface Which {
  kind: string;
  nth: number;
}

/**
 * Returns a function that measures how long the largest inputs of an operation block the event loop. The caller owns an
 * entity of each kind that an input may name.
 */
export async function measureAccepted(node: HeldNode): Promise<(name: string, spec: Spec) => Promise<Accepted>> {
  let caller = await createOwner(node.url);
  /** Whether the caller is new and has not called any operation. */
  let isFresh = true;
  return measureAll;

  async function measureAll(name: string, spec: Spec): Promise<Accepted> {
    const inputs = differentInputs(name, spec, caller);
    const [taken, refused] = [new Set<string>(), new Map<string, string>()];
    let longest: Held | undefined;
    for (const door of doorsOf(spec))
      for (const which of inputs) {
        const { ms, sent } = await measure(name, spec, door, which);
        const { bytes, code, message } = sent;
        longest = longer(longest, { ms, bytes, door, kind: which.kind, code });
        const key = `${door}, ${which.kind}`;
        // If a schema has alternatives, some may not fit the other fields. At least one of them must be accepted.
        if (NOT_TAKEN.includes(code)) refused.set(key, `${code}: ${message}`);
        else taken.add(key);
      }
    for (const key of taken) refused.delete(key);
    if (!longest) throw new Error(`${name} has no route`);
    return { longest, sizes: inputs.length, notTaken: Object.fromEntries(refused) };
  }

  async function measure(name: string, spec: Spec, door: Door, which: Which): Promise<{ ms: number; sent: Sent }> {
    let last: Sent | undefined;
    const ms = await bestOfRuns(async () => {
      const { held, result } = await run(name, spec, door, which);
      last = result;
      return held;
    });
    if (!last) throw new Error('nothing was sent');
    return { ms, sent: last };
  }

  /**
   * Calls the operation. If that fails because of an earlier call, which for example signed the caller out, it is
   * called again by a new user.
   */
  async function run(name: string, spec: Spec, door: Door, which: Which) {
    const wasFresh = isFresh;
    const first = await heldBy(name, spec, door, which);
    if (first.result.code === 'ok' || wasFresh || NOT_TAKEN.includes(first.result.code)) return first;
    caller = await createOwner(node.url);
    return heldBy(name, spec, door, which);
  }

  async function heldBy(name: string, spec: Spec, door: Door, { kind, nth }: Which) {
    await prepare(name);
    const input = largestInputs(name, spec, kind, caller)[nth] as Input;
    isFresh = false;
    return node.heldDuring(() => send(door, name, spec, input), SETTLE_MS);
  }

  /** Calls the operation that must precede this one. Its result does not matter: the state may be right already. */
  async function prepare(name: string): Promise<void> {
    const before = BEFORE[name];
    if (before) await sendSocket(await connected(node.url, caller), before, { sessionId: caller.ids.sessionId });
  }

  async function send(door: Door, name: string, spec: Spec, input: Input): Promise<Sent> {
    const { maxBytes = DEFAULT_INPUT_BYTES } = spec;
    const headers = { authorization: `Bearer ${caller.accessToken}` };
    if (door === 'rest') return sendRest(node.url, name, input, maxBytes, headers);
    const device = await connected(node.url, caller).catch(() => undefined);
    if (!device) return { code: 'unauthenticated', message: 'the last call signed out', bytes: 0 };
    const sent = await sendSocket(device, name, input);
    if (spec.rest?.waitsFor && sent.code === 'ok') await replied(caller, sent);
    return sent;
  }
}

/**
 * Waits until the tutor's reply is complete. Only the socket needs this, because REST answers with the complete reply.
 */
async function replied({ device }: Owner, { data }: Sent): Promise<void> {
  const { replyId } = data as { replyId: string };
  await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId, WAIT_MS);
}

/**
 * Returns the inputs that differ in size or content. Inputs that differ only in short values, such as choices from a
 * list, are the same.
 */
function differentInputs(name: string, spec: Spec, caller: Owner): Which[] {
  const seen = new Set<string>();
  return kindsOf(spec).flatMap((kind) =>
    largestInputs(name, spec, kind, caller).flatMap((input, nth) => {
      const made = JSON.stringify(input, (_field, value) => (isShort(value) ? typeof value : value));
      const isNew = !seen.has(made);
      seen.add(made);
      return isNew ? [{ kind, nth }] : [];
    }),
  );
}

const isShort = (value: unknown) =>
  typeof value === 'string' ? value.length <= SHORT_TEXT : typeof value !== 'object';
