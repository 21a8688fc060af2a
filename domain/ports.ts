import type { Course } from './contract/course.ts';
import type { LimitName } from './contract/define.ts';
import type { EphemeralEventName, EventData, DurableEventName } from './contract/index.ts';
import type { Memory } from './contract/memory.ts';
import type { Module } from './contract/module.ts';
import type { PresentDevice } from './contract/presence.ts';
import type { ProgressEntry } from './contract/progress.ts';
import type { Streak } from './contract/streak.ts';
import type { Envelope } from './contract/stream.ts';
import type { Preferences } from './contract/user.ts';
import type { ReplyState, Stores } from './stores.ts';

/** Who is calling, from a verified access token; roles and tier come from the database, not from an old token [C6]. */
export interface Actor {
  userId: string;
  /** device session */
  sid: string;
  email: string;
  roles: string[];
  tier: 'free' | 'premium';
  scopes: string[];
}

/** The handle of one transaction: stores bound to it, and what commits with it. Inside, await nothing but these. */
export interface Tx extends Stores {
  /** Appends to a stream named in the command's `streams`; written last, in call order [S3]. */
  append<E extends DurableEventName>(stream: string, type: E, data: EventData<E>): void;
  /** Sends a durable job with this transaction; a later one with the same key replaces the waiting one. */
  schedule<J extends keyof Jobs>(job: J, data: Jobs[J], options?: { at?: Date; key?: string }): Promise<void>;
}

/** Durable jobs by name and what they carry. */
export interface Jobs {
  'session.idle': { sessionId: string; userId: string };
  'streak.tick': { userId: string };
  'memory.embed': { userId: string; memoryId: string };
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

/** Lease and fence of reply rows, by the database's clock [T1]. */
export interface ReplyLeases {
  /** Takes over up to `limit` replies without a living owner: the oldest open one of each (user, course). Bumps fence and attempt. `ids` narrows it to those. */
  claim(nodeId: string, limit: number, ids?: string[]): Promise<{ id: string; fence: number }[]>;
  /** Takes up to `limit` replies without a living owner that had their last attempt [T7]; the caller ends them as failed. */
  exhausted(limit: number): Promise<{ id: string; fence: number }[]>;
  /** Extends this node's leases in one query; what is missing from the answer was lost. */
  renew(nodeId: string, ids: string[]): Promise<{ id: string; fence: number; stopRequested: boolean }[]>;
  /** Gives leases back at once, so that another node may claim them. */
  release(nodeId: string, ids: string[]): Promise<void>;
}

/** Device sessions that were ended, for every node to read [C6]. */
export interface Revocations {
  /** Those of the last `seconds`, by the database's clock. */
  recent(seconds: number): Promise<{ sid: string; userId: string; reason: string }[]>;
}

export interface Tokens {
  issue(actor: Actor, ttlSeconds: number): string;
  /** @throws DomainError token_expired, unauthenticated */
  verify(token: string): { userId: string; sid: string; email: string; scopes: string[]; expiresAt: Date };
  /** 256 bits, url-safe. */
  newRefreshToken(): string;
  /** HMAC-SHA256(server key, presented token) [TK1], by the present key first, then by the previous one while it is rotated. */
  nextRefreshTokens(presented: string): [present: string, ...previous: string[]];
}

export interface Passwords {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
  /** Takes as long as a real check and is always false: for unknown e-mails. */
  verifyNothing(password: string): Promise<false>;
  needsRehash(hash: string): boolean;
  isCommon(password: string): boolean;
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

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  toolCalls?: ToolCall[];
  toolCallId?: string;
}
export interface ToolCall {
  id: string;
  name: string;
  /** JSON as the model wrote it; not yet validated */
  arguments: string;
}
export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema */
  parameters: object;
}
/** What is known when a reply is written; the offline tutor answers from it, the others get it as text. */
export interface TutorContext {
  course: Course;
  modules: Module[];
  currentModule?: Module;
  message: string;
  units: Preferences['units'];
  logged: ProgressEntry[];
  recent: ProgressEntry[];
  memories: Memory[];
  streak?: Streak;
  /** Words for what the log of this message changed (records, streak, recommendation). */
  feedback: string[];
}
export interface ModelRequest {
  messages: ModelMessage[];
  tools: ToolSpec[];
  context: TutorContext;
  maxTokens: number;
  temperature: number;
}
export type ModelChunk =
  | { type: 'text'; text: string }
  | { type: 'tool'; call: ToolCall }
  | {
      type: 'end';
      reason: 'stop' | 'length' | 'tools';
      usage: { inputTokens: number; outputTokens: number };
      model: string;
      degraded: boolean;
    };

/** A language model [MO1]. */
export interface Model {
  /** One completion, ended by exactly one `end`. @throws DomainError upstream_failed, upstream_timeout */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}
export interface Embedder {
  readonly name: string;
  /** One vector of 1,536 numbers per text, L2-normalised. */
  embed(texts: string[]): Promise<number[][]>;
}
export interface Tokenizer {
  count(text: string): number;
}

/** Running replies, wherever their owner is [T]. */
export interface Replies {
  /** Starts committed replies on this node at once. */
  wake(ids: string[]): void;
  /** Passes a stop on to the owner. */
  stop(id: string): void;
  /** The text of an attempt after `offset`; undefined when neither owner nor copy nor finished text is at hand. */
  resume(
    id: string,
    attempt: number,
    offset: number,
  ): Promise<
    { attempt: number; offset: number; text: string; state: 'streaming' | 'done' | 'stopped' | 'failed' } | undefined
  >;
  /** Waits until the reply has ended. */
  ended(id: string, signal: AbortSignal): Promise<ReplyState>;
}

export interface Presence {
  ofUser(userId: string): Promise<PresentDevice[]>;
  ofCourse(courseId: string): Promise<{ count: number; members: string[] }>;
}

/** Ephemeral events to all devices of a user, on whichever node [P2]. */
export interface Signals {
  toUser<E extends EphemeralEventName>(userId: string, event: E, data: EventData<E>, exceptSocket?: string): void;
}

/** The socket a call came through; absent on REST. */
export interface Connection {
  socketId: string;
  deviceId: string;
  /** Moves the end of this connection's token [C6]. */
  renew(expiresAt: Date): void;
}
