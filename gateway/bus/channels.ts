type Handler = (payload: string) => void;

/** The handlers of this node by channel. */
export interface Channels {
  /** @returns whether it is the channel's first handler */
  add(channel: string, handler: Handler): boolean;
  /** @returns whether it was the channel's last handler */
  remove(channel: string, handler: Handler): boolean;
  deliver(channel: string, payload: string): void;
  names(): string[];
}

export function createChannels(): Channels {
  const handlers = new Map<string, Set<Handler>>();
  return {
    add(channel, handler) {
      const known = handlers.get(channel);
      if (known) known.add(handler);
      else handlers.set(channel, new Set([handler]));
      return !known;
    },
    remove(channel, handler) {
      const known = handlers.get(channel);
      if (!known?.delete(handler) || known.size > 0) return false;
      return handlers.delete(channel);
    },
    deliver(channel, payload) {
      for (const handler of handlers.get(channel) ?? []) handler(payload);
    },
    names: () => [...handlers.keys()],
  };
}
