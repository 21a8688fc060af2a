import { setTimeout as sleep } from 'node:timers/promises';
import type { Stores } from '../../domain/areas/stores.ts';
import { userStream } from '../../domain/call.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Replies } from '../../domain/tutor/ports.ts';
import { isReplyEnd } from '../../domain/tutor/reply-events.ts';
import type { ReplyState } from '../../domain/tutor/stores.ts';
import type { Bus } from '../bus/bus.ts';
import { COPY_DELAY_MS } from './delta-fanout.ts';
import type { DeltaFanout } from './delta-fanout.ts';
import type { Runner } from './runner.ts';

const STOP_CHANNEL = 'reply.stop';
/** How often `ended` reads the reply's row, in case the end was announced before `ended` began to listen. */
const LOOK_MS = 1_000;

interface Deps {
  runner: Runner;
  fanout: DeltaFanout;
  bus: Bus;
  read(): Stores;
  listen(stream: string, listener: (envelope: Envelope) => void): Promise<() => void>;
}

/** Open the port through which use cases stop, read and await replies, whichever node owns them. */
export async function openReplies({ runner, fanout, bus, read, listen }: Deps): Promise<Replies & { close(): void }> {
  const unsubscribe = await bus.subscribe(STOP_CHANNEL, (id) => runner.stop(id));

  return {
    reserve: (userId) => runner.reserve(userId),
    wake: (reply) => runner.offer(reply),
    position: (id) => runner.position(id),

    stop(id) {
      runner.stop(id);
      bus.publish(STOP_CHANNEL, id);
    },

    async resume(id, attempt, offset) {
      const mine = runner.running(id);
      if (mine) return part(mine.attempt, mine.sent, 'streaming', attempt, offset);
      const reply = await read().replies.find(id);
      if (!reply) return undefined;
      if (reply.state === 'done' || reply.state === 'stopped' || reply.state === 'failed') {
        const message = await read().messages.find(id);
        return message && part(reply.attempt, message.content, reply.state, attempt, offset);
      }
      let copy = await fanout.copy(id, reply.attempt);
      // A device that has just left the owner's node knows more than the copy, which follows a moment later.
      if (copy !== undefined && attempt === reply.attempt && copy.length < offset) {
        await sleep(COPY_DELAY_MS);
        copy = await fanout.copy(id, reply.attempt);
      }
      return copy === undefined ? undefined : part(reply.attempt, copy, 'streaming', attempt, offset);
    },

    async ended(id, signal) {
      const reply = await read().replies.find(id);
      if (!reply) return 'failed';
      const { promise, resolve } = Promise.withResolvers<void>();
      const unlisten = await listen(userStream(reply.userId), (envelope) => {
        if (isReplyEnd(envelope) && envelope.d.replyId === id) resolve();
      });
      const timer = setInterval(
        () =>
          void read()
            .replies.find(id)
            .then((row) => {
              if (!row || isEnd(row.state)) resolve();
            })
            // The database can't be reached now. The next read may succeed.
            .catch(() => undefined),
        LOOK_MS,
      );
      signal.addEventListener('abort', () => resolve());
      try {
        const now = await read().replies.find(id);
        if (now && isEnd(now.state)) return now.state;
        await promise;
        return (await read().replies.find(id))?.state ?? 'failed';
      } finally {
        clearInterval(timer);
        unlisten();
      }
    },

    close: unsubscribe,
  };
}

const isEnd = (state: ReplyState) => state === 'done' || state === 'stopped' || state === 'failed';

/**
 * Return the part of the text that the device does not have yet. If the device has text of another attempt to write the
 * reply, return the whole text.
 */
function part<S extends string>(attempt: number, text: string, state: S, has: number, offset: number) {
  const from = has === attempt && offset <= text.length ? offset : 0;
  return { attempt, offset: from, text: text.slice(from), state };
}
