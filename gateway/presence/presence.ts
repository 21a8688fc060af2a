import type { PresentDevice } from '../../domain/live/contract/presence.ts';
import type { Presence } from '../../domain/live/ports.ts';
import type { Bus } from '../bus/bus.ts';
import type { Keyspace } from '../bus/keyspace.ts';
import { createChanges } from './changes.ts';
import { courseOf } from './course-share.ts';
import { devicesOf, type Entry, type Present } from './entry.ts';
import { createHere } from './here.ts';
import { startLiveness } from './liveness.ts';
import { createRoster } from './roster.ts';
import { createRoutes } from './routes.ts';
import { removalOf, sweep } from './sweep.ts';

/**
 * The delay before a change is announced to devices. A page reload closes a socket and opens another within this time.
 * The devices are then the same as before, and nothing is announced.
 */
const SETTLE_MS = 50;
/** Sent to a node in place of a user's id. The node then stores all its devices in the roster again. */
const STORE_AGAIN = '*';

/** The connected devices of all nodes. This node's devices are in memory, those of other nodes in the roster [P1]. */
export interface NodePresence extends Presence {
  /**
   * Sends a message to each other node that has a device of the user, on the channel `<channel>:<node id>`. Returns whether
   * there is such a node; true as long as it is unknown.
   */
  toOtherNodes(channel: string, userId: string, payload: string): boolean;
  /** Returns how many sockets each user has on other nodes; 0 while Redis is away. */
  elsewhere(userIds: string[]): Promise<number[]>;
  /** Returns the number of living nodes, including this one. */
  nodes(): number;
  /** Stores a socket of this node that is new or has changed. */
  enter(entry: Entry): void;
  leave(socketId: string): void;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  keyspace: Keyspace;
  now?: () => number;
  /** Called when a user's devices have changed on any node, if this node has a device of the user. */
  onDevices(userId: string, devices: PresentDevice[]): void;
}

export async function openPresence(options: Options): Promise<NodePresence> {
  const { nodeId, bus, keyspace, onDevices, now = () => performance.now() } = options;
  const roster = createRoster(keyspace);
  /** For each user id, the device ids in the last announcement, joined into one string. */
  const told = new Map<string, string>();
  const settling = new Map<string, Present[] | undefined>();
  let timer: NodeJS.Timeout | undefined;
  const here = createHere((courseId) => changes.course(courseId));
  const changes = createChanges({ nodeId, roster, courseHere: here.course, onUser });
  const routes = createRoutes({
    nodeId,
    bus,
    read: async (userId) => new Set((await othersOf(userId)).map((socket) => socket.nodeId)),
    now,
  });
  const ownChannel = (node: string) => `presence:${node}`;
  const liveness = await startLiveness({
    nodeId,
    bus,
    keyspace,
    now,
    onDead,
    onReturned,
    onLost: () => void rewrite(),
  });

  /** Return the sockets of other living nodes; none while Redis is away. */
  function othersIn(sockets: Present[] = []): Present[] {
    return sockets.filter((socket) => socket.nodeId !== nodeId && liveness.isAlive(socket.nodeId));
  }

  const othersOf = async (userId: string) => othersIn((await roster.read([userId]))?.[0]);

  function onUser(userId: string, stored: Present[] | undefined, isOwn: boolean): void {
    const nodes = new Set(othersIn(stored).map((socket) => socket.nodeId));
    routes.learn(userId, nodes);
    if (isOwn) for (const node of nodes) bus.publish(ownChannel(node), userId);
    settling.set(userId, stored);
    timer ??= setTimeout(settle, SETTLE_MS).unref();
  }

  function settle(): void {
    timer = undefined;
    for (const [userId, stored] of settling) tell(userId, stored);
    settling.clear();
  }

  function tell(userId: string, stored: Present[] | undefined): void {
    if (here.ofUser(userId).length === 0) return void told.delete(userId);
    const present = devicesOf([...here.ofUser(userId), ...othersIn(stored)]);
    const key = present.map(({ deviceId }) => deviceId).join('\n');
    if (told.get(userId) === key) return;
    told.set(userId, key);
    onDevices(userId, present);
  }

  function onDead(dead: string): void {
    const onUsers = (users: Map<string, Present[]>) => {
      for (const [userId, sockets] of users) onUser(userId, sockets, true);
    };
    void sweep({ nodeId, keyspace, roster, isAlive: liveness.isAlive, onUsers }, dead).then(
      (isDone) => isDone && liveness.forget(dead),
    );
  }

  /** Ask a node to store its sockets again, because this node has begun to remove them. */
  function onReturned(node: string): void {
    bus.publish(ownChannel(node), STORE_AGAIN);
  }

  /**
   * Write all sockets of this node to the roster again, and remove outdated ones, after stored data may have been lost.
   */
  async function rewrite(): Promise<void> {
    const stored = await roster.stored(nodeId);
    for (const [userId, sockets] of removalOf(stored?.sockets ?? []))
      for (const socketId of sockets.keys()) changes.socket(userId, socketId, null);
    for (const courseId of [...(stored?.courses ?? []), ...here.courses()]) changes.course(courseId);
    for (const userId of here.users())
      for (const entry of here.ofUser(userId)) changes.socket(userId, entry.socketId, entry);
  }

  const unsubscribe = await bus.subscribe(ownChannel(nodeId), (userId) => {
    if (userId === STORE_AGAIN) return void rewrite();
    if (here.ofUser(userId).length > 0) changes.look(userId);
  });

  return {
    async ofUser(userId) {
      return devicesOf([...here.ofUser(userId), ...(await othersOf(userId))]);
    },
    async ofCourse(courseId) {
      const [shares] = (await roster.readCourses([courseId])) ?? [];
      const others = [...(shares ?? [])].filter(([node]) => node !== nodeId && liveness.isAlive(node));
      const own = here.course(courseId);
      const { count, members } = courseOf([...others.map(([, share]) => share), ...(own ? [own] : [])]);
      return { count, members };
    },
    toOtherNodes: (channel, userId, payload) => routes.send(userId, channel, payload),
    async elsewhere(userIds) {
      const found = await roster.read(userIds);
      return userIds.map((_, n) => othersIn(found?.[n]).length);
    },
    nodes: liveness.nodes,
    enter(entry) {
      if (here.ofUser(entry.userId).length === 0) routes.tell(entry.userId, true);
      here.put(entry);
      changes.socket(entry.userId, entry.socketId, entry);
    },
    leave(socketId) {
      const entry = here.remove(socketId);
      if (!entry) return;
      if (here.ofUser(entry.userId).length === 0) routes.tell(entry.userId, false);
      changes.socket(entry.userId, socketId, null);
    },
    close() {
      clearTimeout(timer);
      routes.close();
      changes.close();
      liveness.close();
      unsubscribe();
    },
  };
}
