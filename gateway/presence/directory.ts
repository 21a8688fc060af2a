import type { PresentDevice } from '../../domain/live/contract/presence.ts';

/** A connected socket as nodes announce it to each other. */
export interface Entry {
  socketId: string;
  userId: string;
  deviceId: string;
  name?: string;
  since: string;
  courses: string[];
  /** Whether the user lets others of a course see it. */
  visible: boolean;
}

/** An index of the connected sockets of all nodes. */
export interface Directory {
  put(nodeId: string, entry: Entry): void;
  remove(nodeId: string, socketId: string): void;
  removeNode(nodeId: string): void;
  entriesOf(nodeId: string): Entry[];
  devices(userId: string): PresentDevice[];
  sockets(userId: string): number;
  nodesOf(userId: string): Set<string>;
  course(courseId: string): { count: number; members: string[] };
}

interface Located {
  nodeId: string;
  entry: Entry;
}

/** @param onChange told of each user whose sockets changed */
export function createDirectory(onChange: (userId: string) => void): Directory {
  const byNode = new Map<string, Map<string, Located>>();
  const byUser = new Map<string, Set<Located>>();
  const byCourse = new Map<string, Set<Located>>();

  function add(nodeId: string, entry: Entry): void {
    const located = { nodeId, entry };
    const known = byNode.get(nodeId) ?? new Map<string, Located>();
    byNode.set(nodeId, known.set(entry.socketId, located));
    include(byUser, entry.userId, located);
    for (const courseId of entry.courses) include(byCourse, courseId, located);
  }

  function drop(located: Located): void {
    const { nodeId, entry } = located;
    const known = byNode.get(nodeId);
    known?.delete(entry.socketId);
    if (known?.size === 0) byNode.delete(nodeId);
    exclude(byUser, entry.userId, located);
    for (const courseId of entry.courses) exclude(byCourse, courseId, located);
  }

  return {
    put(nodeId, entry) {
      const before = byNode.get(nodeId)?.get(entry.socketId);
      if (before) drop(before);
      add(nodeId, entry);
      onChange(entry.userId);
    },
    remove(nodeId, socketId) {
      const located = byNode.get(nodeId)?.get(socketId);
      if (!located) return;
      drop(located);
      onChange(located.entry.userId);
    },
    removeNode(nodeId) {
      for (const located of byNode.get(nodeId)?.values() ?? []) {
        drop(located);
        onChange(located.entry.userId);
      }
    },
    entriesOf: (nodeId) => [...(byNode.get(nodeId)?.values() ?? [])].map(({ entry }) => entry),
    devices(userId) {
      // Several sockets of one device, such as two tabs, are one device since the first of them.
      const devices = new Map<string, PresentDevice>();
      for (const { entry } of byUser.get(userId) ?? []) {
        const known = devices.get(entry.deviceId);
        if (known && known.since <= entry.since) continue;
        devices.set(entry.deviceId, { deviceId: entry.deviceId, name: entry.name, since: entry.since });
      }
      return [...devices.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
    },
    sockets: (userId) => byUser.get(userId)?.size ?? 0,
    nodesOf: (userId) => new Set([...(byUser.get(userId) ?? [])].map(({ nodeId }) => nodeId)),
    course(courseId) {
      const here = [...(byCourse.get(courseId) ?? [])].map(({ entry }) => entry);
      const members = here.filter(({ visible }) => visible).map(({ userId }) => userId);
      return { count: new Set(here.map(({ userId }) => userId)).size, members: [...new Set(members)] };
    },
  };
}

function include(index: Map<string, Set<Located>>, key: string, located: Located): void {
  const known = index.get(key);
  if (known) known.add(located);
  else index.set(key, new Set([located]));
}

function exclude(index: Map<string, Set<Located>>, key: string, located: Located): void {
  const known = index.get(key);
  known?.delete(located);
  if (known?.size === 0) index.delete(key);
}
