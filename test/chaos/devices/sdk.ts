import { CoursesideError, connect, memoryStore } from '../../../client-sdk/src/index.ts';
import type { Client } from '../../../client-sdk/src/index.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import { events } from '../../../domain/contract/index.ts';
import type { DurableEventName, OperationName } from '../../../domain/contract/index.ts';
import { seen } from '../history.ts';
import type { ReplyEvent } from '../history.ts';
import type { Answer, DeviceLink, LinkOptions } from './link.ts';

const durable = Object.entries(events)
  .filter(([, { kind }]) => kind === 'durable')
  .map(([name]) => name as DurableEventName);

/**
 * Open a device that uses the SDK. It records what the SDK passes to the application, and keeps its state over
 * restarts.
 */
export function openSdkLink({ id, url, accessToken, refreshToken, recorder, onEvent }: LinkOptions): DeviceLink {
  const store = memoryStore();
  const seqs = new Map<string, number>();
  let [isConnected, hasBegun] = [false, false];
  const waiting = new Map<string, () => void>();
  let client: Client;

  function open(): () => void {
    const own = connect(url, { accessToken, refreshToken }, { store, deviceId: id });
    const followed = new Set<string>();
    let gone = false;
    client = own;
    /**
     * After the application is closed, this promise never resolves. So the handler that awaits it never finishes, and
     * the stored cursor stays before the event.
     */
    const alive = async () => gone && (await new Promise(() => undefined));

    own.onState(({ state }) => {
      if (!gone) isConnected = state === 'connected';
    });
    own.on('ready', ({ nodeId, streams }) => {
      if (gone || hasBegun) return;
      hasBegun = true;
      recorder.add({ kind: 'connected', device: id, connection: 1, node: nodeId, cursors: {}, heads: streams });
      for (const [stream, { head }] of Object.entries(streams)) seqs.set(stream, head);
    });
    own.operations.on((outcome) => {
      const { opId, state } = outcome;
      if (state === 'pending') return;
      if (state === 'applied') recorder.add({ kind: 'acked', device: id, opId, data: outcome.data });
      else recorder.add({ kind: 'refused', device: id, opId, code: outcome.error.code });
      waiting.get(opId)?.();
    });
    own.onReset(async (stream, reason) => {
      await alive();
      recorder.add({ kind: 'reset', device: id, connection: 1, stream, head: undefined, reason });
    });
    for (const name of durable)
      own.on(name, async (_data, envelope) => {
        await alive();
        if (envelope) took(envelope);
      });

    function took(envelope: Envelope): void {
      recorder.add({ kind: 'event', device: id, connection: 1, event: seen(envelope) });
      seqs.set(envelope.s, envelope.q);
      if (envelope.t === 'reply.started') void follow((envelope.d as ReplyEvent).replyId).catch(() => undefined);
      onEvent(envelope);
    }

    /** @throws CoursesideError if the reply failed */
    async function follow(replyId: string): Promise<void> {
      if (followed.has(replyId)) return;
      followed.add(replyId);
      const reply = own.reply(replyId);
      let text = '';
      for await (const chunk of reply) text = chunk.type === 'restart' ? '' : text + chunk.text;
      if (!gone) recorder.add({ kind: 'assembled', device: id, replyId, text, told: (await reply.done).text });
    }

    return () => {
      gone = true;
      isConnected = false;
      own.close();
    };
  }

  let leave = open();
  return {
    connected: () => isConnected,
    async request(operation, input, opId): Promise<Answer | undefined> {
      try {
        return { ok: true, data: await client.call(operation as OperationName, input as never, { opId }) };
      } catch (error) {
        if (!(error instanceof CoursesideError)) throw error;
        // The client was closed before the answer came. Without an answer, the device sends the operation again after
        // the restart.
        if (error.code === 'offline' || error.code === 'aborted') return undefined;
        return { ok: false, code: error.code, retryable: error.retryable };
      }
    },
    async enqueue(operation, input, opId) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(opId, resolve);
      await client.operations.enqueue(operation as OperationName, input as never, { opId });
      await promise;
    },
    seq: (stream) => seqs.get(stream) ?? 0,
    leave: () => leave(),
    comeBack() {
      leave = open();
    },
  };
}
