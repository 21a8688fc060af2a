import type { PresentDevice } from '../../domain/live/contract/presence.ts';
import type { Presence } from '../../domain/live/ports.ts';
import type { Bus } from '../bus/bus.ts';
import { createDirectory, type Entry } from './directory.ts';
import { startGossip } from './gossip.ts';

/** How long a change may wait: a page reload closes a socket and opens another, and the user's devices stay the same. */
const SETTLE_MS = 50;

/** Connected devices on all nodes, answered from this node's memory [P1]. */
export interface NodePresence extends Presence {
  /** Nodes with a device of this user, this one included. */
  nodesOf(userId: string): Set<string>;
  sockets(userId: string): number;
  /** Known nodes, this one included. */
  nodes(): number;
  /** Announces a socket of this node that is new or has changed. */
  enter(entry: Entry): void;
  leave(socketId: string): void;
  close(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  /** Called on each node with devices of the user, also for changes on other nodes. */
  onDevices(userId: string, devices: PresentDevice[]): void;
}

export async function openPresence({ nodeId, bus, onDevices }: Options): Promise<NodePresence> {
  const settling = new Map<string, NodeJS.Timeout>();
  const told = new Map<string, string>();
  const directory = createDirectory((userId) => {
    if (!settling.has(userId)) settling.set(userId, setTimeout(settle, SETTLE_MS, userId).unref());
  });
  const gossip = await startGossip({ nodeId, bus, directory, now: () => performance.now() });

  function settle(userId: string): void {
    settling.delete(userId);
    if (!directory.nodesOf(userId).has(nodeId)) return void told.delete(userId);
    const devices = directory.devices(userId);
    const key = devices.map(({ deviceId }) => deviceId).join('\n');
    if (told.get(userId) === key) return;
    told.set(userId, key);
    onDevices(userId, devices);
  }

  return {
    ofUser: async (userId) => directory.devices(userId),
    ofCourse: async (courseId) => directory.course(courseId),
    nodesOf: directory.nodesOf,
    sockets: directory.sockets,
    nodes: gossip.nodes,
    enter: gossip.put,
    leave: gossip.remove,
    close() {
      for (const timer of settling.values()) clearTimeout(timer);
      gossip.close();
    },
  };
}
