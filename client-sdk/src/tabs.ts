import { exclusively } from './locks.ts';
import type { KeyValue } from './stores.ts';

export interface Tabs<M> {
  tell(message: M): void;
  close(): void;
}

/** Kept in the store, so that those who share it know each other by it. */
const KEY = 'tabs';

/** A channel to the other tabs that share this store; where there is no BroadcastChannel nobody is told. */
export function openTabs<M>(store: KeyValue, lock: string, hear: (message: M) => void): Tabs<M> {
  let closed = false;
  // Without its store there is nothing to tell of.
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
    channel.addEventListener('message', ({ data }: MessageEvent<M>) => hear(data));
    return channel;
  }

  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    tell: (message) => void opened.then((channel) => closed || channel?.postMessage(message)),
    close() {
      closed = true;
      void opened.then((channel) => channel?.close());
    },
  };
}
