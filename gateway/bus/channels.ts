type Handler = (payload: string) => void;

/** The handlers of this node, by channel. */
export interface Channels {
  /** Adds a handler. @returns whether the handler is the first of its channel */
  add(channel: string, handler: Handler): boolean;
  /** Removes a handler. @returns whether the handler was the last of its channel */
  remove(channel: string, handler: Handler): boolean;
  deliver(channel: string, payload: string): void;
  names(): string[];
}

export function createChannels(): Channels {
  // Each device needs several channels, and nearly every channel has one handler. To save memory, a channel has a set
  // only if it has several handlers.
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
