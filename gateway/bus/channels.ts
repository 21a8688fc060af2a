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
  // Nearly every channel has one handler, and there are several for each device: a set only where it is needed.
  const handlers = new Map<string, Handler | Set<Handler>>();
  return {
    add(channel, handler) {
      const known = handlers.get(channel);
      if (!known) handlers.set(channel, handler);
      else if (known instanceof Set) known.add(handler);
      else handlers.set(channel, new Set([known, handler]));
      return !known;
    },
    remove(channel, handler) {
      const known = handlers.get(channel);
      if (known instanceof Set ? !known.delete(handler) || known.size > 0 : known !== handler) return false;
      return handlers.delete(channel);
    },
    deliver(channel, payload) {
      const known = handlers.get(channel);
      if (known instanceof Set) for (const handler of known) handler(payload);
      else known?.(payload);
    },
    names: () => [...handlers.keys()],
  };
}
