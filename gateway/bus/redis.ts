import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BusState, Coordination } from './bus.ts';
import { createChannels } from './channels.ts';
import { openRedisLink } from './redis-link.ts';
import { createOutbox } from './redis-outbox.ts';
import { createSubscriptions } from './redis-subscriptions.ts';

/**
 * How long a start waits for Redis. A node also starts without Redis, but then it gets events of other nodes only by
 * reading them from the database once a second [S5].
 */
const FIRST_CONNECTION_MS = 2_000;

export interface RedisOptions {
  url: string;
  /** The prefix of every channel and key, so that several installations can share one Redis. */
  prefix: string;
  warn(message: string): void;
}

/** Open the coordination of several nodes. Resolves when Redis answers, or after 2 s without an answer. */
export async function openRedis({ url, prefix, warn }: RedisOptions): Promise<Coordination> {
  const channels = createChannels();
  const link = openRedisLink(url, () => subscriptions.restore(), warn);
  const subscriptions = createSubscriptions(link, channels);
  const outbox = createOutbox(link);
  await firstConnection(link);
  if (link.state() === 'down') warn(`Redis can't be reached (${link.reason()}): starting without it`);

  return {
    bus: {
      publish: (channel, payload) => outbox.publish(prefix + channel, payload),
      subscribe: (channel, handler) => subscriptions.add(prefix + channel, handler),
      state: link.state,
      onState: link.onState,
    },
    shared: {
      push: (key, item, ttlMs) => outbox.push(prefix + key, item, ttlMs),
      items: async (key) => (await link.run(() => link.commands.lrange(prefix + key, 0, -1))) ?? [],
      remove(key) {
        outbox.discard(prefix + key);
        void link.run(() => link.commands.del(prefix + key));
      },
    },
    keyspace: {
      run: (commands) =>
        link.run(async () => {
          const prefixed = commands.map(([name, key, ...args]) => [name, prefix + key, ...args]);
          const answers = (await link.commands.pipeline(prefixed).exec()) ?? [];
          return answers.map(([error, answer]) => {
            if (error) throw error;
            return answer;
          });
        }),
    },
    async close() {
      // Wait until the outbox has sent the messages of this turn, such as the announcement that this node ends.
      await nextTurn();
      link.close();
    },
  };
}

function firstConnection(link: { state(): BusState; onState(handler: () => void): () => void }): Promise<void> {
  return new Promise((resolve) => {
    if (link.state() === 'up') return resolve();
    const timer = setTimeout(done, FIRST_CONNECTION_MS);
    const forget = link.onState(done);
    function done(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
  });
}
