import { DEFAULT_INPUT_BYTES } from '../../../domain/contract/protocol.ts';
import { furnish } from '../../support/belongings.ts';
import type { Owner } from '../../support/belongings.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';
import { bestOfRuns } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { connected, doorsOf, sendRest, sendSocket } from './doors.ts';
import type { Door, Sent } from './doors.ts';
import { kindsOf, largestInputs } from './largest-input.ts';
import { longer } from './table.ts';
import type { Held } from './table.ts';

/** How long to measure after an answer, because the node then sends and awaits events. */
const SETTLE_MS = 8;
/** The longest wait for a reply on a busy machine. */
const WAIT_MS = 60_000;
/** Codes that must not answer an input which the schema accepts. */
const NOT_TAKEN = ['validation_failed', 'payload_too_large', 'internal', 'cut', '431'];
/** Operations that must be called first. For example, a session must be paused before it can be resumed. */
const BEFORE: { [operation: string]: string } = { 'session.resume': 'session.pause' };
/** The longest text that counts as short. A short text is a choice from a list or a unit. */
const SHORT_TEXT = 60;

interface Accepted {
  longest: Held;
  /** The number of different inputs. An operation that takes only ids has one. */
  sizes: number;
  /** The answers to inputs for which no alternative of the schema was accepted, by route and fill. */
  notTaken: { [input: string]: string };
}

/** An input of an operation: the kind of its content and the number of the schema's alternative. */
interface Which {
  kind: string;
  nth: number;
}

/**
 * Returns a function that measures the largest inputs of an operation. They are sent by a person who owns all the
 * things.
 */
export async function measureAccepted(node: HeldNode): Promise<(name: string, spec: Spec) => Promise<Accepted>> {
  let caller = await furnish(node.url);
  /** Whether the caller has not called any operation yet. */
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
        // Of several alternatives at least one must fit the rest of the input and the thing it names.
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
   * An operation may have an effect on its caller, such as signing them out, that keeps it from being repeated. It is
   * then repeated by a new caller.
   */
  async function run(name: string, spec: Spec, door: Door, which: Which) {
    const wasFresh = isFresh;
    const first = await heldBy(name, spec, door, which);
    if (first.result.code === 'ok' || wasFresh || NOT_TAKEN.includes(first.result.code)) return first;
    caller = await furnish(node.url);
    return heldBy(name, spec, door, which);
  }

  async function heldBy(name: string, spec: Spec, door: Door, { kind, nth }: Which) {
    await prepare(name);
    const input = largestInputs(name, spec, kind, caller)[nth] as Input;
    isFresh = false;
    return node.heldDuring(() => send(door, name, spec, input), SETTLE_MS);
  }

  /** Brings the caller's things into the state that an operation needs. They may be in that state already. */
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

/** Waits for the reply. The socket acks before the reply is complete, while REST answers with the reply. */
async function replied({ device }: Owner, { data }: Sent): Promise<void> {
  const { replyId } = data as { replyId: string };
  await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId, WAIT_MS);
}

/** Returns the inputs that differ in size or content. A different choice from a list does not count as a difference. */
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
