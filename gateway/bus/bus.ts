import type { Keyspace } from './keyspace.ts';

export type BusState = 'up' | 'down';

/** Messages between the nodes: fast, and allowed to be lost. What may not be lost is in the event log [S4, S5]. */
export interface Bus {
  /** Never waits. All messages of a loop turn leave together [E9]; while the bus is down they are dropped. */
  publish(channel: string, payload: string): void;
  /**
   * Several handlers may share a channel; a node hears its own messages too. Resolves when the messages flow or, while
   * the bus is down, at once: it subscribes by itself when it is back.
   *
   * @returns a function that ends the subscription
   */
  subscribe(channel: string, handler: (payload: string) => void): Promise<() => void>;
  state(): BusState;
  /** @returns a function that removes the handler */
  onState(handler: (state: BusState) => void): () => void;
}

/** Lists that every node can read until they expire. They may be lost like messages, so each item says where it belongs. */
export interface Shared {
  /** Never waits; keeps the order of one caller. Each push sets the list's expiry anew. */
  push(key: string, item: string, ttlMs: number): void;
  /** Empty when it expired, was never written or can't be read now. */
  items(key: string): Promise<string[]>;
  remove(key: string): void;
}

/** The means by which nodes coordinate: Redis, or memory if there is one node. */
export interface Coordination {
  bus: Bus;
  shared: Shared;
  keyspace: Keyspace;
  close(): Promise<void>;
}
