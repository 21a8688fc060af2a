import type { Jobs } from './areas/jobs.ts';
import type { Stores } from './areas/stores.ts';
import type { LimitName } from './contract/define.ts';
import type { StreamKind, StreamNameOf } from './contract/envelope.ts';
import type { Envelope, EventData, EventOn } from './contract/index.ts';

/** One transaction: the stores work inside it, and events and jobs commit with it. Await nothing else inside it. */
export interface Tx extends Stores {
  /** Appends an event to a stream that the command names in `streams`. Events are written last, in the order of the calls [S3]. */
  append<K extends StreamKind, E extends EventOn<K>>(stream: StreamNameOf<K>, type: E, data: EventData<E>): void;
  /**
   * Takes something deleted out of all that a user was told of it [ER1]: in the log, the event of the deletion stands in the
   * place of each that told of it; lists lose it; answers kept for repeats keep nothing but ids. `ids`: its own, then those
   * of what went with it.
   */
  erase<E extends EventOn<'user'>>(
    userId: string,
    ids: readonly [string, ...string[]],
    type: E,
    data: EventData<E>,
  ): Promise<void>;
  /** Removes the stream of something deleted. */
  endStream(stream: StreamNameOf<StreamKind>): Promise<void>;
  /** Sends a durable job with this transaction; a later one with the same key replaces the waiting one. */
  schedule<J extends keyof Jobs>(job: J, data: Jobs[J], options?: { at?: Date; key?: string }): Promise<void>;
}

export interface Command {
  /** The user who gives the command; absent while signing up. */
  userId?: string;
  /** Every stream it may append to; their heads are locked in name order before `work` runs [S3]. */
  streams: string[];
  /** Applied once per (user, opId) [M2]. */
  op?: { id: string; operation: string; inputHash: string };
}

export interface Transactions {
  /**
   * Insert the op row, lock the streams, run the work, append the events, commit; then hand the events to this node's sequencers.
   * A known opId runs nothing and returns the first result; if the first is still running, it waits for that.
   * @throws DomainError operation_conflict when the opId was used with another input
   * @throws DomainError unavailable when the database is away
   */
  run<T>(command: Command, work: (tx: Tx) => Promise<T>): Promise<{ result: T; repeated: boolean }>;
  /** Returns the first result of an opId if it was applied, for commands that would do costly work before `run`. */
  applied(op: { userId: string } & NonNullable<Command['op']>): Promise<{ result: unknown } | undefined>;
}

/** Reading the durable log [S1–S5]. */
export interface EventLog {
  epoch(): Promise<string>;
  /** Returns the last seq of each stream, 0 for a stream without events. */
  heads(streams: string[]): Promise<Map<string, number>>;
  /** Events with seq > after, ascending; at most `limit` and about `maxBytes` of data. */
  read(stream: string, after: number, limit: number, maxBytes?: number): Promise<Envelope[]>;
  /** Returns the smallest seq that can still be read: head + 1 when there is none, beyond all where the stream has ended. */
  oldest(stream: string): Promise<number>;
  /** Returns the heads that changed since the mark, and a new mark; without a mark only a mark. The cost depends on the number of changes, not of streams [S5]. */
  changedSince(mark: string | undefined): Promise<{ mark: string; heads: Map<string, number> }>;
}

export interface LimitState {
  limit: number;
  remaining: number;
  resetMs: number;
}
export interface Limiter {
  /** Takes one from a bucket that several operations share. @throws DomainError rate_limited with details.retryAfterMs */
  take(bucket: LimitName, key: string): Promise<LimitState>;
  /** Takes one of the points that an operation has for itself in a window of time. */
  takeOwn(operation: string, key: string, points: number, seconds: number): Promise<LimitState>;
}

/** The socket that a call came through; absent on REST. */
export interface CallerSocket {
  socketId: string;
  deviceId: string;
  /** Lets the connection live until the new token ends [C6]. */
  renew(expiresAt: Date): void;
}
