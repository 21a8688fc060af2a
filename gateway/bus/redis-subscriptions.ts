import type { Channels } from './channels.ts';
import type { RedisLink } from './redis-link.ts';

/** Channels per SUBSCRIBE command, few enough to be answered within the time-out. */
const CHANNELS_PER_COMMAND = 1_000;

interface Waiting {
  channels: Set<string>;
  done: Promise<unknown>;
}

/** The channels that this node is subscribed to in Redis. All subscriptions of one turn of the event loop go in one command. */
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
    // While Redis is away nothing is sent: `restore` subscribes to all that is wanted by then.
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

    /** Subscribes to all channels again after Redis was away: a new connection has none, an old one may have missed some. */
    async restore(): Promise<void> {
      const restored = new Set<string>();
      // Again until nothing is left: while a command is under way more may be wanted, and `send` sends nothing yet.
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
