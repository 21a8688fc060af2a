import type { Command, Keyspace } from '../bus/keyspace.ts';
import { parseMessage } from '../bus/message.ts';
import type { CourseShare } from './course-share.ts';
import type { Entry, Present } from './entry.ts';

const SCAN_COUNT = 1_000;

/**
 * The changed sockets of one user, by socket id; null for a closed socket. If the map is empty, nothing is written, and
 * the user's sockets are only read.
 */
export type UserChange = ReadonlyMap<string, Pick<Entry, 'deviceId' | 'name' | 'since'> | null>;

/** The ids of everything that one node has stored in the roster. */
interface Stored {
  sockets: [userId: string, socketId: string][];
  courses: string[];
}

/**
 * The connected sockets and learners of all nodes, in Redis [P1]. There is a hash per user (socket → node and device),
 * a hash per course (node → its share), and a set per node that lists everything the node has stored. When a node dies,
 * another node uses this set to remove that data. An id is added to the set before its data is stored and removed after
 * the data, so the set is always complete. Every method returns undefined while Redis is away.
 */
export interface Roster {
  /** Stores changed sockets of a node; a new socket costs three commands. @returns all sockets of these users */
  write(nodeId: string, changes: ReadonlyMap<string, UserChange>): Promise<Map<string, Present[]> | undefined>;
  /** Reads the sockets of each user. */
  read(userIds: string[]): Promise<Present[][] | undefined>;
  writeCourses(nodeId: string, shares: ReadonlyMap<string, CourseShare | undefined>): Promise<unknown>;
  /** Reads the shares of each course, by node id. */
  readCourses(courseIds: string[]): Promise<Map<string, CourseShare>[] | undefined>;
  stored(nodeId: string): Promise<Stored | undefined>;
}

export function createRoster({ run }: Keyspace): Roster {
  return {
    async write(nodeId, changes) {
      const came: string[] = [];
      const went: string[] = [];
      const commands: Command[] = [];
      for (const [userId, sockets] of changes) {
        for (const [socketId, socket] of sockets) {
          (socket ? came : went).push(`${userId} ${socketId}`);
          if (socket) commands.push(['hset', userKey(userId), socketId, encode(nodeId, socket)]);
          else commands.push(['hdel', userKey(userId), socketId]);
        }
      }
      if (came.length > 0) commands.unshift(['sadd', nodeKey(nodeId), ...came]);
      if (went.length > 0) commands.push(['srem', nodeKey(nodeId), ...went]);
      const users = [...changes.keys()];
      const answers = await run([...commands, ...users.map((userId): Command => ['hgetall', userKey(userId)])]);
      return answers && new Map(users.map((userId, n) => [userId, socketsIn(answers[commands.length + n])]));
    },

    async read(userIds) {
      const answers = await run(userIds.map((userId): Command => ['hgetall', userKey(userId)]));
      return answers?.map(socketsIn);
    },

    writeCourses(nodeId, shares) {
      const here = [...shares].flatMap(([courseId, share]) => (share ? [`course ${courseId}`] : []));
      const left = [...shares].flatMap(([courseId, share]) => (share ? [] : [`course ${courseId}`]));
      const commands = [...shares].map(([courseId, share]): Command =>
        share ? ['hset', courseKey(courseId), nodeId, JSON.stringify(share)] : ['hdel', courseKey(courseId), nodeId],
      );
      if (here.length > 0) commands.unshift(['sadd', nodeKey(nodeId), ...here]);
      if (left.length > 0) commands.push(['srem', nodeKey(nodeId), ...left]);
      return run(commands);
    },

    async readCourses(courseIds) {
      const answers = await run(courseIds.map((courseId): Command => ['hgetall', courseKey(courseId)]));
      return answers?.map((answer) => {
        const shares = Object.entries(answer as Record<string, string>);
        return new Map(shares.flatMap(([nodeId, text]) => pairOf(nodeId, parseMessage<CourseShare>(text))));
      });
    },

    async stored(nodeId) {
      const stored: Stored = { sockets: [], courses: [] };
      let cursor = '0';
      do {
        const answers = await run([['sscan', nodeKey(nodeId), cursor, 'COUNT', SCAN_COUNT]]);
        if (!answers) return undefined;
        const [next, members] = answers[0] as [string, string[]];
        for (const member of members) {
          const [first = '', second = ''] = member.split(' ');
          if (first === 'course') stored.courses.push(second);
          else stored.sockets.push([first, second]);
        }
        cursor = next;
      } while (cursor !== '0');
      return stored;
    },
  };
}

const userKey = (userId: string) => `presence:user:${userId}`;
const courseKey = (courseId: string) => `presence:course:${courseId}`;
const nodeKey = (nodeId: string) => `presence:node:${nodeId}`;

function encode(nodeId: string, { deviceId, name, since }: Pick<Entry, 'deviceId' | 'name' | 'since'>): string {
  return JSON.stringify({ nodeId, deviceId, name, since });
}

/** Return the sockets in a hash. A field that is not a valid socket, for example of another program, is left out. */
function socketsIn(answer: unknown): Present[] {
  return Object.values(answer as Record<string, string>).flatMap((text) => {
    const present = parseMessage<Present | null>(text);
    return typeof present?.nodeId === 'string' && typeof present.deviceId === 'string' ? [present] : [];
  });
}

function pairOf(nodeId: string, share: CourseShare | undefined): [string, CourseShare][] {
  return typeof share?.count === 'number' && Array.isArray(share.shown) ? [[nodeId, share]] : [];
}
