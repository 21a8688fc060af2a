import type { Coordination } from './bus.ts';
import { createChannels } from './channels.ts';
import { openMemoryKeyspace } from './memory-keyspace.ts';

interface List {
  items: string[];
  expiry: NodeJS.Timeout;
}

/** Create a `Coordination` in the memory of this process. In tests, several nodes in one process share it. */
export function openMemory(): Coordination {
  const channels = createChannels();
  const lists = new Map<string, List>();
  let queue: [channel: string, payload: string][] = [];

  function flush(): void {
    const messages = queue;
    queue = [];
    for (const [channel, payload] of messages) channels.deliver(channel, payload);
  }

  function remove(key: string): void {
    clearTimeout(lists.get(key)?.expiry);
    lists.delete(key);
  }

  return {
    bus: {
      publish(channel, payload) {
        if (queue.push([channel, payload]) === 1) setImmediate(flush);
      },
      async subscribe(channel, handler) {
        // The wrapper makes each subscription distinct, so that one function can be subscribed twice, as on the Redis
        // bus.
        const own = (payload: string) => handler(payload);
        channels.add(channel, own);
        return () => void channels.remove(channel, own);
      },
      state: () => 'up',
      onState: () => () => undefined,
    },
    shared: {
      push(key, item, ttlMs) {
        const items = lists.get(key)?.items ?? [];
        items.push(item);
        remove(key);
        lists.set(key, { items, expiry: setTimeout(() => remove(key), ttlMs).unref() });
      },
      items: async (key) => [...(lists.get(key)?.items ?? [])],
      remove,
    },
    keyspace: openMemoryKeyspace(),
    async close() {
      for (const key of lists.keys()) remove(key);
    },
  };
}
