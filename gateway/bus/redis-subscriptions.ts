import type { Channels } from './channels.ts';
import type { RedisLink } from './redis-link.ts';

/** The maximum number of channels in one SUBSCRIBE command. With more, Redis might not answer within the time-out. */
const CHANNELS_PER_COMMAND = 1_000;

interface Waiting {
  channels: Set<string>;
  done: Promise<unknown>;
}

/**
 * Manage the node's subscriptions to channels in Redis. All subscriptions made in one turn of the event loop are sent
 * as one command.
 */
export function createSubscriptions(link: RedisLink, channels: Channels) {
  const { subscriber } = link;
  let waiting: Waiting | undefined;
  subscriber.on('message', (channel: string, payload: string) => channels.deliver(channel, payload));

  function subscribe(channel: string): Promise<unknown> {
    waiting ??= { channels: new Set(), done: endOfTurn().then(send) };
    waiting.channels.add(channel);
    return waiting.done;
  }

  async function send(): Promise<void> {
    const names = [...(waiting?.channels ?? [])];
    waiting = undefined;
    // While Redis is away, `run` sends nothing. `restore` subscribes to all channels when Redis answers again.
    if (names.length > 0) await link.run(() => subscriber.subscribe(...names));
  }

  return {
    async add(channel: string, handler: (payload: string) => void): Promise<() => void> {
      const own = (payload: string) => handler(payload);
      if (channels.add(channel, own) || waiting?.channels.has(channel)) await subscribe(channel);
      return () => {
        if (!channels.remove(channel, own)) return;
        waiting?.channels.delete(channel);
        void link.run(() => subscriber.unsubscribe(channel));
      };
    },

    /**
     * Subscribes to all channels again after an outage of Redis. A new connection has no subscriptions, and an old one
     * may lack those that were made during the outage.
     */
    async restore(): Promise<void> {
      const restored = new Set<string>();
      // Repeat until no channel is left. Channels may be added while a command runs, and `send` sends nothing until the
      // circuit is closed.
      for (;;) {
        const names = channels
          .names()
          .filter((name) => !restored.has(name))
          .slice(0, CHANNELS_PER_COMMAND);
        if (names.length === 0) return;
        await subscriber.subscribe(...names);
        for (const name of names) restored.add(name);
      }
    },
  };
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
