import type { Bus } from '../bus/bus.ts';

/** A route in use is read again after this long, in case a message was lost. */
const FRESH_MS = 2_000;
/** A node that said it has the user counts until a read that began this much later: it stores its sockets a moment later. */
const STORED_MS = 1_000;
/** A route that was not used for this long is forgotten. */
const KEPT_MS = 10_000;

interface Route {
  /** Other nodes with devices of the user, as they were read last; undefined before the first time. */
  stored: ReadonlySet<string> | undefined;
  /** Nodes that said they have the user → when. */
  heard: Map<string, number>;
  /** Sent before the first time. */
  waiting: [channel: string, payload: string][];
  readAt: number;
  usedAt: number;
  unsubscribe: Promise<() => void>;
}

/** Where the text of replies goes [T2]: the nodes with devices of a user, for users whose replies are written here. */
export interface Routes {
  /** Sends to each node on the channel that it has of that name. */
  send(userId: string, channel: string, payload: string): void;
  /** Tells the nodes that write to the user whether this node has devices of the user; in the same turn, as `ready` is sent. */
  tell(userId: string, isHere: boolean): void;
  /** The nodes of a user were read. */
  learn(userId: string, nodes: ReadonlySet<string>): void;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  /** Other nodes with devices of the user; none while Redis is away. */
  read(userId: string): Promise<ReadonlySet<string>>;
  /** Monotonic milliseconds */
  now(): number;
}

export function createRoutes({ nodeId, bus, read, now }: Options): Routes {
  const routes = new Map<string, Route>();
  const pruning = setInterval(prune, KEPT_MS).unref();

  function open(userId: string): Route {
    const heard = new Map<string, number>();
    const unsubscribe = bus.subscribe(channelOf(userId), (message) => {
      const node = message.slice(1);
      if (node !== nodeId && message.startsWith('+')) heard.set(node, now());
      else if (message.startsWith('-')) forget(route, node);
    });
    const route: Route = { stored: undefined, heard, waiting: [], readAt: now(), usedAt: now(), unsubscribe };
    routes.set(userId, route);
    // Whoever connects after the subscription says so, and whoever did before is read.
    void unsubscribe.then(() => refresh(userId, route));
    return route;
  }

  async function refresh(userId: string, route: Route): Promise<void> {
    route.readAt = now();
    fill(route, await read(userId), route.readAt);
  }

  function fill(route: Route, nodes: ReadonlySet<string>, readAt: number): void {
    route.stored = nodes;
    for (const [node, at] of route.heard) if (readAt - at > STORED_MS) route.heard.delete(node);
    const { waiting } = route;
    route.waiting = [];
    for (const [channel, payload] of waiting) deliver(route, channel, payload);
  }

  function deliver({ stored, heard }: Route, channel: string, payload: string): void {
    for (const node of new Set([...(stored ?? []), ...heard.keys()])) bus.publish(`${channel}:${node}`, payload);
  }

  function forget(route: Route, node: string): void {
    route.heard.delete(node);
    if (route.stored) route.stored = new Set([...route.stored].filter((each) => each !== node));
  }

  function prune(): void {
    for (const [userId, { usedAt }] of routes) if (now() - usedAt > KEPT_MS) close(userId);
  }

  function close(userId: string): void {
    void routes.get(userId)?.unsubscribe.then((unsubscribe) => unsubscribe());
    routes.delete(userId);
  }

  return {
    send(userId, channel, payload) {
      const route = routes.get(userId) ?? open(userId);
      route.usedAt = now();
      if (!route.stored) return void route.waiting.push([channel, payload]);
      deliver(route, channel, payload);
      if (now() - route.readAt > FRESH_MS) void refresh(userId, route);
    },
    tell: (userId, isHere) => bus.publish(channelOf(userId), `${isHere ? '+' : '-'}${nodeId}`),
    learn(userId, nodes) {
      const route = routes.get(userId);
      // When the read began is not known: some time ago.
      if (route) fill(route, nodes, now() - STORED_MS);
    },
    close() {
      clearInterval(pruning);
      for (const userId of routes.keys()) close(userId);
    },
  };
}

const channelOf = (userId: string) => `presence:user:${userId}`;
