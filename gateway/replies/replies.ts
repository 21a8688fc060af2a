import type { Stores } from '../../domain/areas/stores.ts';
import { userStream } from '../../domain/call.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Replies } from '../../domain/tutor/ports.ts';
import { isReplyEnd } from '../../domain/tutor/reply-events.ts';
import type { ReplyState } from '../../domain/tutor/stores.ts';
import type { Bus } from '../bus/bus.ts';
import type { DeltaFanout } from './delta-fanout.ts';
import { openOwnerText, partOf } from './owner-text.ts';
import type { Runner } from './runner.ts';

const STOP_CHANNEL = 'reply.stop';
/** How often `ended` reads the reply's row, in case the end was announced before `ended` began to listen. */
const LOOK_MS = 1_000;

interface Deps {
  nodeId: string;
  runner: Runner;
  fanout: DeltaFanout;
  bus: Bus;
  read(): Stores;
  listen(stream: string, listener: (envelope: Envelope) => void): Promise<() => void>;
}

/** Open the port through which use cases stop, read and await replies, whichever node owns them. */
export async function openReplies({
  nodeId,
  runner,
  fanout,
  bus,
  read,
  listen,
}: Deps): Promise<Replies & { close(): void }> {
  const unsubscribe = await bus.subscribe(STOP_CHANNEL, (id) => runner.stop(id));
  const ownerText = await openOwnerText({ nodeId, bus, runner });

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
      if (mine) return { ...partOf(mine.attempt, mine.sent, attempt, offset), state: 'streaming' };
      const reply = await read().replies.find(id);
      if (!reply) return undefined;
      if (reply.state === 'done' || reply.state === 'stopped' || reply.state === 'failed') {
        const message = await read().messages.find(id);
        return message && { ...partOf(reply.attempt, message.content, attempt, offset), state: reply.state };
      }
      // The copy may be behind the deltas, so it is read only if the owner does not answer.
      const sent = reply.owner && (await ownerText.ask(reply.owner, id, attempt, offset));
      if (sent) return { ...sent, state: 'streaming' };
      const copy = await fanout.copy(id, reply.attempt);
      return copy === undefined ? undefined : { ...partOf(reply.attempt, copy, attempt, offset), state: 'streaming' };
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

    close() {
      unsubscribe();
      ownerText.close();
    },
  };
}

const isEnd = (state: ReplyState) => state === 'done' || state === 'stopped' || state === 'failed';
