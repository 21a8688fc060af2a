import type { Jobs } from './areas/jobs.ts';
import type { Stores } from './areas/stores.ts';
import type { LimitName } from './contract/define.ts';
import type { StreamKind, StreamNameOf } from './contract/envelope.ts';
import type { Envelope, EventData, EventOn } from './contract/index.ts';

/** The handle of one transaction: stores bound to it, and what commits with it. Inside, await nothing but these. */
export interface Tx extends Stores {
  /** Appends to a stream named in the command's `streams`; written last, in call order [S3]. */
  append<K extends StreamKind, E extends EventOn<K>>(stream: StreamNameOf<K>, type: E, data: EventData<E>): void;
  /**
   * Tells what was deleted as deleted: each event in the stream's log that names it gives its place to this one [S7].
   * Seqs stay, so that no device sees a gap.
   */
  redact<K extends StreamKind, E extends EventOn<K>>(
    stream: StreamNameOf<K>,
    told: { types: readonly EventOn<K>[]; field: string; id: string },
    type: E,
    data: EventData<E>,
  ): Promise<void>;
  /** Removes the events of a stream whose owner is deleted. */
  endStream(stream: StreamNameOf<StreamKind>): Promise<void>;
  /** Sends a durable job with this transaction; a later one with the same key replaces the waiting one. */
  schedule<J extends keyof Jobs>(job: J, data: Jobs[J], options?: { at?: Date; key?: string }): Promise<void>;
}

export interface Command {
  /** The user whose command it is; absent for those without an account yet. */
  userId?: string;
  /** Every stream it may append to; their heads are locked in name order before `work` runs [S3]. */
  streams: string[];
  /** Applied once per (user, opId) [M2]. */
  op?: { id: string; operation: string; inputHash: string };
}

export interface Transactions {
  /**
   * Op row → locks → work → events → commit; then the envelopes go to this node's sequencers.
   * A known opId gives the first result and runs nothing; while the first is running it waits for it.
   * @throws DomainError operation_conflict when the opId was used with another input
   * @throws DomainError unavailable when the database is away
   */
  run<T>(command: Command, work: (tx: Tx) => Promise<T>): Promise<{ result: T; repeated: boolean }>;
  /** The first result of an opId, if it was applied; for commands that would do costly work before `run`. */
  applied(op: { userId: string } & NonNullable<Command['op']>): Promise<{ result: unknown } | undefined>;
}

/** Reading the durable log [S1–S5]. */
export interface EventLog {
  epoch(): Promise<string>;
  /** 0 for a stream without events. */
  heads(streams: string[]): Promise<Map<string, number>>;
  /** Events with seq > after, ascending; at most `limit` and about `maxBytes` of data. */
  read(stream: string, after: number, limit: number, maxBytes?: number): Promise<Envelope[]>;
  /** The smallest seq that can still be read (head + 1 when none). */
  oldest(stream: string): Promise<number>;
  /** Heads that changed since the mark; without a mark only the mark. One query, whose cost depends on changes [S5]. */
  changedSince(mark: string | undefined): Promise<{ mark: string; heads: Map<string, number> }>;
}

export interface LimitState {
  limit: number;
  remaining: number;
  resetMs: number;
}
export interface Limiter {
  /** Takes one of a shared bucket. @throws DomainError rate_limited with details.retryAfterMs */
  take(bucket: LimitName, key: string): Promise<LimitState>;
  /** Takes one of an operation's own allowance in the given window. */
  takeOwn(operation: string, key: string, points: number, seconds: number): Promise<LimitState>;
}

/** The socket a call came through; absent on REST. */
export interface CallerSocket {
  socketId: string;
  deviceId: string;
  /** Moves the end of this connection's token [C6]. */
  renew(expiresAt: Date): void;
}
