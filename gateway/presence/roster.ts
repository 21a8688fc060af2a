import type { Command, Keyspace } from '../bus/keyspace.ts';
import { parseMessage } from '../bus/message.ts';
import type { CourseShare } from './course-share.ts';
import type { Entry, Present } from './entry.ts';

const SCAN_COUNT = 1_000;

/** The sockets of one user that came or, as null, went. Without any the user is only read. */
export type UserChange = ReadonlyMap<string, Pick<Entry, 'deviceId' | 'name' | 'since'> | null>;

/** What a node has stored of itself. */
interface Stored {
  sockets: [userId: string, socketId: string][];
  courses: string[];
}

/**
 * Who is connected, as all nodes keep it together [P1]: a hash per user (socket → node and device), a hash per course
 * (node → its share), and a set per node of all it has stored, by which others sweep when it dies. The set is written
 * first and taken from last, so it never misses anything. Every method answers undefined while Redis is away.
 */
export interface Roster {
  /** Stores sockets of a node. A socket that comes costs three commands. @returns all sockets of these users */
  write(nodeId: string, changes: ReadonlyMap<string, UserChange>): Promise<Map<string, Present[]> | undefined>;
  /** @returns the sockets of each user */
  read(userIds: string[]): Promise<Present[][] | undefined>;
  writeCourses(nodeId: string, shares: ReadonlyMap<string, CourseShare | undefined>): Promise<unknown>;
  /** @returns the share of each node */
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

/** What is no socket of ours, such as another program's field, is passed over. */
function socketsIn(answer: unknown): Present[] {
  return Object.values(answer as Record<string, string>).flatMap((text) => {
    const present = parseMessage<Present | null>(text);
    return typeof present?.nodeId === 'string' && typeof present.deviceId === 'string' ? [present] : [];
  });
}

function pairOf(nodeId: string, share: CourseShare | undefined): [string, CourseShare][] {
  return typeof share?.count === 'number' && Array.isArray(share.shown) ? [[nodeId, share]] : [];
}
