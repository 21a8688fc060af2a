import type { Jobs } from './areas/jobs.ts';
import type { Stores } from './areas/stores.ts';
import type { LimitName } from './contract/define.ts';
import type { StreamKind, StreamNameOf } from './contract/envelope.ts';
import type { Envelope, EventData, EventOn } from './contract/index.ts';

/**
 * One database transaction. The stores work inside it, and its events and jobs are stored only if it commits. Code
 * inside the transaction must await only calls of this object.
 */
export interface Tx extends Stores {
  /**
   * Appends an event to a stream that the command names in `streams`. Events are written at the end of the transaction,
   * in the order of the calls [S3].
   */
  append<K extends StreamKind, E extends EventOn<K>>(stream: StreamNameOf<K>, type: E, data: EventData<E>): void;
  /**
   * Removes deleted content from every stored copy of what was sent to a user [ER1]. In the log, an event of type
   * `type` replaces each event that carried the content. Lists in stored data lose the deleted item, and answers that
   * are stored for repeated opIds keep only ids. The first of `ids` is the id of the deleted thing; the others are ids
   * of things that were deleted with it.
   */
  erase<E extends EventOn<'user'>>(
    userId: string,
    ids: readonly [string, ...string[]],
    type: E,
    data: EventData<E>,
  ): Promise<void>;
  /** Removes the stream of a deleted user or course. */
  endStream(stream: StreamNameOf<StreamKind>): Promise<void>;
  /**
   * Stores a durable job as part of this transaction. A later job with the same key replaces a job that has not run
   * yet.
   */
  schedule<J extends keyof Jobs>(job: J, data: Jobs[J], options?: { at?: Date; key?: string }): Promise<void>;
}

export interface Command {
  /** The user who gives the command. Absent if nobody is signed in, such as when signing up. */
  userId?: string;
  /**
   * Every stream that the command may append to. The rows with the last seqs of these streams (heads) are locked in the
   * order of their names before `work` runs [S3].
   */
  streams: string[];
  /** The operation, which is applied at most once per user and opId [M2]. */
  op?: { id: string; operation: string; inputHash: string };
}

export interface Transactions {
  /**
   * Insert the row of the opId, lock the streams, run the work, append the events and commit. Then hand the events to
   * the sequencers of this node, which deliver them in order. If the opId was applied before, run nothing and return
   * its first result. If the first run has not ended, wait for its result.
   * @throws DomainError operation_conflict if the opId was used with another input
   * @throws DomainError unavailable if the database can't be reached
   */
  run<T>(command: Command, work: (tx: Tx) => Promise<T>): Promise<{ result: T; repeated: boolean }>;
  /**
   * Return the first result of an opId, or undefined if the opId was not applied. A command calls it before work that a
   * repeat should not do again.
   */
  applied(op: { userId: string } & NonNullable<Command['op']>): Promise<{ result: unknown } | undefined>;
}

/** Read access to the durable event log [S1–S5]. */
export interface EventLog {
  epoch(): Promise<string>;
  /** Returns the seq (sequence number) of the last event of each stream, and 0 for a stream without events. */
  heads(streams: string[]): Promise<Map<string, number>>;
  /** Returns events with seq > after in ascending order: at most `limit` events and about `maxBytes` of data. */
  read(stream: string, after: number, limit: number, maxBytes?: number): Promise<Envelope[]>;
  /**
   * Returns the smallest seq that can still be read. If no event can be read, it is the seq after the last one. If the
   * stream has ended, it is larger than every seq.
   */
  oldest(stream: string): Promise<number>;
  /**
   * Returns the last seq of each stream that changed since the mark, and a new mark. Without a mark it returns only a
   * new mark. The cost depends on the number of changes and not on the number of streams [S5].
   */
  changedSince(mark: string | undefined): Promise<{ mark: string; heads: Map<string, number> }>;
}

export interface LimitState {
  limit: number;
  remaining: number;
  resetMs: number;
}
export interface Limiter {
  /**
   * Takes one point from a token bucket that several operations share.
   * @throws DomainError rate_limited with details.retryAfterMs
   */
  take(bucket: LimitName, key: string): Promise<LimitState>;
  /** Counts one call in the limit of a single operation, which allows `points` calls in `seconds`. */
  takeOwn(operation: string, key: string, points: number, seconds: number): Promise<LimitState>;
}

/** The socket that a call came through. A call through REST has none. */
export interface CallerSocket {
  socketId: string;
  deviceId: string;
  /** Keeps the connection open until the new token expires [C6]. */
  renew(expiresAt: Date): void;
}
