import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { Cursor, Head } from '../../../domain/contract/envelope.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import { seen } from '../history.ts';
import type { Delta } from '../history.ts';
import type { Answer, DeviceLink, LinkOptions } from './link.ts';
import { createTexts } from './texts.ts';

/** How long the device waits for an answer before it sends a command again. */
const ACK_TIMEOUT_MS = 5_000;
const RECONNECT_MS = 200;
const RECONNECT_MAX_MS = 1_000;

interface Ready {
  nodeId: string;
  streams: Record<string, Head>;
  replies: { replyId: string; attempt: number }[];
}

/**
 * Open a device that uses a plain socket instead of the SDK. It records all that the server sends, in order of arrival.
 */
export function openRawLink({ id, url, accessToken, recorder, onEvent }: LinkOptions): DeviceLink {
  const cursors: Record<string, Cursor> = {};
  let connection = 0;
  let socket: Socket;
  let isReady = false;

  const texts = createTexts({
    async resume(replyId, attempt, offset) {
      const answer = await request('chat.resume', { replyId, attempt, offset });
      const part = answer?.ok ? (answer.data as Delta & { state: string }) : undefined;
      if (part && part.state !== 'queued')
        take({ replyId, attempt: part.attempt, offset: part.offset, text: part.text }, true);
    },
  });

  function take(delta: Delta, asked: boolean): void {
    recorder.add({ kind: 'delta', device: id, connection, delta, asked });
    texts.take(delta);
  }

  function connect(): () => void {
    let shown: Record<string, Cursor> = {};
    let gone = false;
    const own = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: RECONNECT_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
      auth: (send) => {
        shown = structuredClone(cursors);
        send({ token: accessToken, protocol: 1, cursors: shown, device: { id } });
      },
    });
    socket = own;
    isReady = false;
    const heard =
      <T>(handle: (data: T) => void) =>
      (data: T) => {
        if (!gone) handle(data);
      };
    const again = () => void sleep(RECONNECT_MS).then(() => gone || own.connect());

    const events = (envelopes: Envelope[]) => {
      for (const envelope of envelopes) {
        recorder.add({ kind: 'event', device: id, connection, event: seen(envelope) });
        cursors[envelope.s] = { epoch: cursors[envelope.s]?.epoch ?? '', seq: envelope.q };
        texts.event(envelope);
        onEvent(envelope);
      }
    };
    own.on(
      'ready',
      heard(({ nodeId, streams, replies }: Ready) => {
        connection += 1;
        recorder.add({ kind: 'connected', device: id, connection, node: nodeId, cursors: shown, heads: streams });
        for (const [stream, { epoch, head }] of Object.entries(streams)) cursors[stream] ??= { epoch, seq: head };
        isReady = true;
        texts.connected(replies);
      }),
    );
    own.on(
      'e',
      heard((envelope: Envelope) => events([envelope])),
    );
    own.on('es', heard(events));
    own.on(
      'stream.reset',
      heard(({ stream, epoch, head, reason }: { stream: string; epoch: string; head: number; reason: string }) => {
        recorder.add({ kind: 'reset', device: id, connection, stream, head, reason });
        cursors[stream] = { epoch, seq: head };
      }),
    );
    own.on(
      'reply.delta',
      heard((delta: Delta) => take(delta, false)),
    );
    own.on(
      'disconnect',
      heard((reason: string) => {
        if (isReady) recorder.add({ kind: 'disconnected', device: id, connection, reason });
        isReady = false;
        if (reason === 'io server disconnect') again();
      }),
    );
    own.on(
      'connect_error',
      heard(() => {
        if (!own.active) again();
      }),
    );
    return () => {
      gone = true;
      if (isReady) recorder.add({ kind: 'disconnected', device: id, connection, reason: 'vanished' });
      isReady = false;
      own.disconnect();
    };
  }

  async function request(operation: string, input: object, opId?: string): Promise<Answer | undefined> {
    if (!isReady) return undefined;
    try {
      const answer = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck(operation, input, opId ? { opId } : {});
      return answer.ok ? answer : { ok: false, code: answer.error.code, retryable: answer.error.retryable };
    } catch {
      return undefined;
    }
  }

  let leave = connect();
  return {
    connected: () => isReady,
    request,
    seq: (stream) => cursors[stream]?.seq ?? 0,
    leave: () => leave(),
    comeBack() {
      leave = connect();
    },
  };
}
