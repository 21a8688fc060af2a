import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Bus } from './bus.ts';

type Receive = (message: Buffer, channel: string) => void;

const PREFIX = 'rooms';

/**
 * Socket.IO's sharded adapter with dynamic subscriptions [E7], speaking over the bus instead of a connection of its own:
 * publishing never waits, so a room's local sockets get an ephemeral event in the same turn even while Redis hangs, and
 * no command's failure is left unhandled.
 *
 * @param isLocal rooms only this node emits to, which need no channel: those of streams [S4]
 */
export function createBusAdapter(bus: Bus, isLocal: (room: string) => boolean) {
  const subscriptions = new Map<string, Promise<() => void>>();
  const unsubscribe = async (channel: string) => {
    const subscription = subscriptions.get(channel);
    subscriptions.delete(channel);
    (await subscription)?.();
  };
  const isOfLocalRoom = (channel: string) => isLocal(channel.slice(`${PREFIX}#/#`.length, -1));

  // The methods the adapter calls on a client of the `redis` package.
  const client = {
    sSubscribe(channel: string, receive: Receive): void {
      if (isOfLocalRoom(channel)) return;
      subscriptions.set(
        channel,
        bus.subscribe(channel, (payload) => receive(Buffer.from(payload), channel)),
      );
    },
    async sUnsubscribe(channels: string | string[]): Promise<void> {
      await Promise.all([channels].flat().map(unsubscribe));
    },
    async sPublish(channel: string, payload: string): Promise<void> {
      bus.publish(channel, payload);
    },
  };
  return createShardedAdapter(client, client, { channelPrefix: PREFIX, subscriptionMode: 'dynamic' });
}
