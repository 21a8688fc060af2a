import { setTimeout as sleep } from 'node:timers/promises';
import { courseStream, userStream } from '../../domain/call.ts';
import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import { type CatchUp, catchUp, type Follower, reset, resume } from './catch-up.ts';
import type { LogReader } from './log-reader.ts';
import type { OpenStream, OpenStreams } from './open-streams.ts';

const RETRY_MS = 500;

/** The dependencies that all `Following` objects of a node share. */
export interface FollowingDeps<F extends Follower> {
  epoch: string;
  openStreams: OpenStreams;
  reader: LogReader;
  /** Reads the ids of the courses the user is enrolled in now. */
  enrolments(userId: string): Promise<string[]>;
  /** Returns the bytes that wait for the follower to read. */
  buffered(follower: F): number;
}

/** `head` is the number of the newest event in the user's stream. Both values are read in one statement. */
interface UserState {
  head: number;
  courses: string[];
}

interface Followed {
  readonly stream: OpenStream;
  /** The number of the newest event at the time when this socket opened the stream. */
  readonly head: number;
  /** Whether the follower has left the stream. */
  aborted: boolean;
}

/** The streams that one socket follows: the user's stream and the streams of the user's courses. */
export class Following<F extends Follower = Follower> {
  readonly #deps: FollowingDeps<F>;
  readonly #follower: F;
  readonly #userId: string;
  readonly #onCourses: (follower: F) => void;
  readonly #followed = new Map<string, Followed>();
  #isClosed = false;
  #isLive = false;
  #isStale = false;
  #isReconciling = false;

  constructor(deps: FollowingDeps<F>, follower: F, userId: string, onCourses: (follower: F) => void) {
    this.#deps = deps;
    this.#follower = follower;
    this.#userId = userId;
    this.#onCourses = onCourses;
  }

  /**
   * Opens the streams without sending anything.
   *
   * @param read called once, after the subscription to the user's own stream, so that later commits arrive as events
   * @throws the error of `read` or of the log
   */
  async prepare<S extends UserState>(read: () => Promise<S>): Promise<S> {
    let state: Promise<S> | undefined;
    await this.#open(this.#own, async () => (await (state = read())).head);
    const found = await (state ?? read());
    await this.#follow(found.courses);
    if (this.#isStale) await this.#reconcile();
    return found;
  }

  /** Returns for each stream the number of its newest event at the time when this socket opened it [C2]. */
  heads(): Record<string, Head> {
    const { epoch } = this.#deps;
    return Object.fromEntries([...this.#followed].map(([name, { head }]) => [name, { epoch, head }]));
  }

  /**
   * Replays each stream from the client's cursor, and then sends live events. Without a cursor, a stream begins with
   * the events after its `head`.
   */
  begin(cursors: Record<string, Cursor>): void {
    this.#isLive = true;
    for (const [name, each] of this.#followed) {
      const cursor = cursors[name];
      void (cursor ? resume(this.#catchUpOf(each), cursor) : catchUp(this.#catchUpOf(each), each.head));
    }
    if (this.#isStale) void this.#reconcileLive();
  }

  /** Follows and leaves courses, according to the user's current enrolments [C7]. */
  enrolmentsChanged(): void {
    this.#isStale = true;
    if (this.#isLive) void this.#reconcileLive();
  }

  courses(): string[] {
    return [...this.#followed.keys()].filter((name) => name !== this.#own).map((name) => name.slice('course:'.length));
  }

  /** Leaves all streams. */
  close(): void {
    this.#isClosed = true;
    for (const name of this.#followed.keys()) this.#leave(name);
  }

  get #own(): string {
    return userStream(this.#userId);
  }

  async #open(name: string, readHead?: () => Promise<number>): Promise<void> {
    const stream = await this.#deps.openStreams.open(name, readHead);
    // A concurrent call may have closed or opened the stream while this one waited.
    if (this.#isClosed || this.#followed.has(name)) return stream.release();
    const each = { stream, head: stream.passed(), aborted: false };
    this.#followed.set(name, each);
    // The socket was connected before it followed this course, so it never got earlier events of the course. The client
    // has to load the course [C7].
    if (this.#isLive) reset(this.#catchUpOf(each), 'enrolled');
  }

  #leave(name: string): void {
    const each = this.#followed.get(name);
    if (!each) return;
    this.#followed.delete(name);
    each.aborted = true;
    each.stream.release();
    // A closed socket has left its rooms already.
    if (!this.#isClosed) this.#follower.leave(name);
  }

  #catchUpOf(each: Followed): CatchUp {
    const { reader, epoch, buffered } = this.#deps;
    const follower = this.#follower;
    return { follower, stream: each.stream, reader, epoch, buffered: () => buffered(follower), signal: each };
  }

  async #follow(courses: string[]): Promise<void> {
    const wanted = new Set<string>([this.#own, ...courses.map(courseStream)]);
    for (const name of this.#followed.keys()) if (!wanted.has(name)) this.#leave(name);
    const missing = [...wanted].filter((name) => !this.#followed.has(name));
    await Promise.all(missing.map((name) => this.#open(name)));
  }

  /** Opens and leaves streams until they match the enrolments, which may change at the same time. */
  async #reconcile(): Promise<void> {
    do {
      this.#isStale = false;
      await this.#follow(await this.#deps.enrolments(this.#userId));
    } while (this.#isStale && !this.#isClosed);
  }

  async #reconcileLive(): Promise<void> {
    if (this.#isReconciling) return;
    this.#isReconciling = true;
    while (this.#isStale && !this.#isClosed) {
      try {
        await this.#reconcile();
        if (!this.#isClosed) this.#onCourses(this.#follower);
      } catch {
        this.#isStale = true;
        await sleep(RETRY_MS);
      }
    }
    this.#isReconciling = false;
  }
}
