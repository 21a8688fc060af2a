import { exclusively } from '../locks.ts';
import type { KeyValue } from '../stores.ts';

export interface TabChannel<M> {
  send(message: M): void;
  close(): void;
}

/** Key of the channel's name in the store: clients that share the store find each other by it. */
const KEY = 'tabs';

/** Open a channel to the other tabs that share this store. Without BroadcastChannel, messages go nowhere. */
export function openTabChannel<M>(store: KeyValue, lock: string, onMessage: (message: M) => void): TabChannel<M> {
  let closed = false;
  // Where the store fails there is nothing to tell other tabs about.
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
