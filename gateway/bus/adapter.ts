import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Bus } from './bus.ts';

type Receive = (message: Buffer, channel: string) => void;

const PREFIX = 'rooms';

/**
 * Create Socket.IO's sharded adapter with dynamic subscriptions [E7]. The adapter uses the bus instead of a Redis
 * connection of its own, so publishing never waits. Therefore a room's local sockets get an ephemeral event in the same
 * turn even while Redis hangs, and no failed Redis command leaves an unhandled rejection.
 *
 * @param isLocal whether only this node emits to a room. Such a room, for example the room of a stream, needs no
 *   channel [S4]
 */
export function createBusAdapter(bus: Bus, isLocal: (room: string) => boolean) {
  const subscriptions = new Map<string, Promise<() => void>>();
  const unsubscribe = async (channel: string) => {
    const subscription = subscriptions.get(channel);
    subscriptions.delete(channel);
    (await subscription)?.();
  };
  const isOfLocalRoom = (channel: string) => isLocal(channel.slice(`${PREFIX}#/#`.length, -1));

  // This object replaces a client of the `redis` package. It has only the methods that the adapter calls.
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
