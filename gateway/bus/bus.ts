import type { Keyspace } from './keyspace.ts';

export type BusState = 'up' | 'down';

/**
 * Messages between the nodes. They are fast and may be lost. Events that may not be lost are in the event log [S4, S5].
 */
export interface Bus {
  /**
   * Publishes a message without waiting. All messages of one turn of the event loop are sent together [E9]. While the
   * bus is down, messages are dropped.
   */
  publish(channel: string, payload: string): void;
  /**
   * Calls the handler with each message of a channel, including the messages of this node. Several handlers may share a
   * channel. Resolves when the subscription is active. While the bus is down, resolves at once, and the subscription
   * becomes active when the bus is up again.
   *
   * @returns a function that ends the subscription
   */
  subscribe(channel: string, handler: (payload: string) => void): Promise<() => void>;
  state(): BusState;
  /** @returns a function that removes the handler */
  onState(handler: (state: BusState) => void): () => void;
}

/**
 * Lists that every node can read until they expire. Items may be lost, so each item says at which position it belongs.
 */
export interface Shared {
  /**
   * Appends an item without waiting. Items of one caller keep their order. Each push restarts the list's expiry time.
   */
  push(key: string, item: string, ttlMs: number): void;
  /**
   * Returns the items of a list. The result is empty if the list has expired, was never written or can't be read now.
   */
  items(key: string): Promise<string[]>;
  remove(key: string): void;
}

/** The services by which nodes coordinate. Several nodes use Redis; a single node can use memory. */
export interface Coordination {
  bus: Bus;
  shared: Shared;
  keyspace: Keyspace;
  close(): Promise<void>;
}
