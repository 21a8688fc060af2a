import { exclusively } from '../locks.ts';
import type { KeyValue } from '../stores.ts';

export interface TabChannel<M> {
  send(message: M): void;
  close(): void;
}

/** The store's key for the name of the channel. Clients that share the store use the same channel. */
const KEY = 'tabs';

/** Open a channel to the other tabs that share this store. Without BroadcastChannel, messages are dropped. */
export function openTabChannel<M>(store: KeyValue, lock: string, onMessage: (message: M) => void): TabChannel<M> {
  let closed = false;
  // If the store fails, no operation can be queued, so there is nothing to report to other tabs.
  const opened = open().catch(() => undefined);

  async function open(): Promise<BroadcastChannel | undefined> {
    if (typeof BroadcastChannel === 'undefined') return undefined;
    const name = await exclusively(`${lock}:tabs`, async () => {
      const kept = await store.get<string>(KEY);
      if (kept) return kept;
      const fresh = crypto.randomUUID();
      await store.set(KEY, fresh);
      return fresh;
    });
    if (closed) return undefined;
    const channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }: MessageEvent<M>) => onMessage(data));
    return channel;
  }

  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    send: (message) => void opened.then((channel) => closed || channel?.postMessage(message)),
    close() {
      closed = true;
      void opened.then((channel) => channel?.close());
    },
  };
}
