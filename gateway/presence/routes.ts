import type { Bus } from '../bus/bus.ts';

/**
 * A route says which other nodes have devices of a user. A route in use is read again when it is older than this,
 * because an announcement may have been lost.
 */
const FRESH_MS = 2_000;
/**
 * A node announces that a user has connected before it stores the user's socket in the roster, so a read of the roster
 * shortly after the announcement may miss the socket. For this long after the announcement, the node stays in the route
 * (the nodes on which the user has devices) even if the roster does not list it.
 */
const STORED_MS = 1_000;
/** The time after which an unused route is removed. */
const KEPT_MS = 10_000;

interface Route {
  /** The other nodes with devices of the user, as they were last read; undefined before the first read. */
  stored: ReadonlySet<string> | undefined;
  /** The time of each node's latest announcement that it has devices of the user, by node id. */
  heard: Map<string, number>;
  /** The messages that wait for the first read. */
  waiting: [channel: string, payload: string][];
  readAt: number;
  usedAt: number;
  unsubscribe: Promise<() => void>;
}

/**
 * Knows to which nodes reply text must be sent [T2]: the nodes with devices of a user whose replies this node writes.
 */
export interface Routes {
  /**
   * Sends a message to each node that has devices of the user, on the channel `<channel>:<node id>`. Returns whether there
   * is such a node; true as long as it is unknown.
   */
  send(userId: string, channel: string, payload: string): boolean;
  /**
   * Announces to the nodes that write the user's replies whether this node has devices of the user. For a new device,
   * call it in the turn of the event loop in which `ready` is sent.
   */
  tell(userId: string, isHere: boolean): void;
  /** Updates the route of a user with nodes that the caller has read from the roster. */
  learn(userId: string, nodes: ReadonlySet<string>): void;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  /** Reads the other nodes with devices of the user; none while Redis is away. */
  read(userId: string): Promise<ReadonlySet<string>>;
  /** Returns monotonic milliseconds. */
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
    // The read begins when the subscription is active. Devices that connect later are announced, so the read has to
    // find only devices that connected earlier.
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

  function deliver({ stored, heard }: Route, channel: string, payload: string): boolean {
    const nodes = new Set([...(stored ?? []), ...heard.keys()]);
    for (const node of nodes) bus.publish(`${channel}:${node}`, payload);
    return nodes.size > 0;
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
      if (!route.stored) {
        route.waiting.push([channel, payload]);
        return true;
      }
      const isSent = deliver(route, channel, payload);
      if (now() - route.readAt > FRESH_MS) void refresh(userId, route);
      return isSent;
    },
    tell: (userId, isHere) => bus.publish(channelOf(userId), `${isHere ? '+' : '-'}${nodeId}`),
    learn(userId, nodes) {
      const route = routes.get(userId);
      // It is unknown when this read began. An early time is assumed, so that a node that announced the user a moment ago
      // is not removed because the read missed it.
      if (route) fill(route, nodes, now() - STORED_MS);
    },
    close() {
      clearInterval(pruning);
      for (const userId of routes.keys()) close(userId);
    },
  };
}

const channelOf = (userId: string) => `presence:user:${userId}`;
