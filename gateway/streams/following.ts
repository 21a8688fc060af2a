import { setTimeout as sleep } from 'node:timers/promises';
import { courseStream, userStream } from '../../domain/call.ts';
import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import { catchUp, type Follower, reset, resume } from './catch-up.ts';
import type { LogReader } from './log-reader.ts';
import type { OpenStream, OpenStreams } from './open-streams.ts';

const RETRY_MS = 500;

/** The streams one socket follows: its user's and those of the user's courses. */
export interface Following {
  /** Opens the streams; nothing is sent yet. @throws what the log or the enrolments fail with */
  prepare(): Promise<void>;
  /** Returns the head at which each stream begins for this socket [C2]. */
  heads(): Record<string, Head>;
  /** Replays from the cursors or, without one, from `heads`, and goes on live. */
  begin(cursors: Record<string, Cursor>): void;
  /** Follows and leaves courses as enrolments are now [C7]. */
  enrolmentsChanged(): void;
  courses(): string[];
  /** Leaves everything. */
  close(): void;
}

interface Options {
  userId: string;
  follower: Follower;
  epoch: string;
  openStreams: OpenStreams;
  reader: LogReader;
  /** Ids of the courses the user is enrolled in now. */
  enrolments(userId: string): Promise<string[]>;
  buffered(): number;
  onCourses(courses: string[]): void;
}

interface Followed {
  stream: OpenStream;
  /** The head when the stream was opened. State that is read for `ready` afterwards is at least as new. */
  head: number;
  left: AbortController;
}

export function createFollowing(options: Options): Following {
  const { userId, follower, epoch, openStreams, reader } = options;
  const followed = new Map<string, Followed>();
  const own = userStream(userId);
  const closed = new AbortController();
  let isLive = false;
  let isStale = false;
  let reconciling = false;

  async function open(name: string): Promise<void> {
    const stream = await openStreams.open(name);
    // Another reconciliation may have closed or opened the stream while this one waited.
    if (closed.signal.aborted || followed.has(name)) return stream.release();
    const each = { stream, head: stream.passed(), left: new AbortController() };
    followed.set(name, each);
    // Events between enrolment and now were never in this socket's replay: it loads the course and goes on from here.
    if (isLive) reset(catchUpOf(each), 'enrolled');
  }

  function leave(name: string): void {
    const each = followed.get(name);
    followed.delete(name);
    each?.left.abort();
    each?.stream.release();
    // A socket that is gone has left its rooms.
    if (!closed.signal.aborted) follower.leave(name);
  }

  const catchUpOf = ({ stream, left }: Followed) => ({
    follower,
    stream,
    reader,
    epoch,
    buffered: options.buffered,
    signal: left.signal,
  });

  /** Opens and leaves streams until they match the enrolments, which may change meanwhile. */
  async function reconcile(): Promise<void> {
    do {
      isStale = false;
      const wanted = new Set<string>([own, ...(await options.enrolments(userId)).map(courseStream)]);
      for (const name of followed.keys()) if (!wanted.has(name)) leave(name);
      await Promise.all([...wanted].filter((name) => !followed.has(name)).map(open));
    } while (isStale && !closed.signal.aborted);
  }

  async function reconcileLive(): Promise<void> {
    if (reconciling) return;
    reconciling = true;
    while (isStale && !closed.signal.aborted) {
      try {
        await reconcile();
        if (!closed.signal.aborted) options.onCourses(courses());
      } catch {
        isStale = true;
        await sleep(RETRY_MS);
      }
    }
    reconciling = false;
  }

  const courses = () => [...followed.keys()].filter((name) => name !== own).map((name) => name.slice('course:'.length));

  return {
    async prepare() {
      // Set first, so that an enrolment that is committed after the next line is noticed.
      await open(own);
      await reconcile();
    },
    heads: () => Object.fromEntries([...followed].map(([name, { head }]) => [name, { epoch, head }])),
    begin(cursors) {
      isLive = true;
      for (const [name, each] of followed) {
        const cursor = cursors[name];
        void (cursor ? resume(catchUpOf(each), cursor) : catchUp(catchUpOf(each), each.head));
      }
      if (isStale) void reconcileLive();
    },
    enrolmentsChanged() {
      isStale = true;
      if (isLive) void reconcileLive();
    },
    courses,
    close() {
      closed.abort();
      for (const name of followed.keys()) leave(name);
    },
  };
}
