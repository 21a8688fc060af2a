import type { Keyspace } from '../bus/keyspace.ts';
import type { Present } from './entry.ts';
import type { Roster, UserChange } from './roster.ts';

/**
 * The expiry of the lock by which only one node removes the data of a dead node. If that node dies too, another node
 * goes on after this time.
 */
const SWEEP_LOCK_MS = 10_000;
/** How many courses are written in one round trip. */
const COURSES_AT_ONCE = 100;
/** How many users are written in one round trip, so that Redis answers before the command times out. */
export const USERS_AT_ONCE = 100;

interface Options {
  nodeId: string;
  keyspace: Keyspace;
  roster: Roster;
  /** Returns whether the node sends heartbeats, so that its data must not be removed. */
  isAlive(nodeId: string): boolean;
  /** Called with the users whose sockets were removed, and with their remaining sockets. */
  onUsers(users: Map<string, Present[]>): void;
}

/** Remove everything that a dead node has stored [P1]. @returns whether everything was removed */
export async function sweep({ nodeId, keyspace, roster, isAlive, onUsers }: Options, dead: string): Promise<boolean> {
  const lock = await keyspace.run([['set', `presence:sweep:${dead}`, nodeId, 'PX', SWEEP_LOCK_MS, 'NX']]);
  const stored = lock?.[0] === 'OK' ? await roster.stored(dead) : undefined;
  if (!stored) return false;
  for (let n = 0; n < stored.courses.length; n += COURSES_AT_ONCE) {
    const some = stored.courses.slice(n, n + COURSES_AT_ONCE);
    const removed = await roster.writeCourses(dead, new Map(some.map((courseId) => [courseId, undefined])));
    if (!removed || isAlive(dead)) return false;
  }
  const gone = removalOf(stored.sockets);
  const users = [...gone.keys()];
  for (let n = 0; n < users.length; n += USERS_AT_ONCE) {
    const some = users.slice(n, n + USERS_AT_ONCE);
    const removed = await roster.write(dead, new Map(some.map((userId) => [userId, gone.get(userId) ?? new Map()])));
    if (!removed) return false;
    onUsers(removed);
    if (isAlive(dead)) return false;
  }
  return true;
}

export function removalOf(sockets: [userId: string, socketId: string][]): Map<string, UserChange> {
  const byUser = Map.groupBy(sockets, ([userId]) => userId);
  return new Map([...byUser].map(([userId, each]) => [userId, new Map(each.map(([, socketId]) => [socketId, null]))]));
}
