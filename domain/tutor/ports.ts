import type { Preferences } from '../contract/preferences.ts';
import type { Course } from '../course/contract/course.ts';
import type { Module } from '../course/contract/module.ts';
import type { ProgressEntry } from '../training/contract/progress.ts';
import type { Streak } from '../training/contract/streak.ts';
import type { Memory } from './contract/memory.ts';
import type { ReplyRow, ReplyState } from './stores.ts';

/** The right to write a reply, good while its fence is the newest [T1]. */
export interface Lease {
  id: string;
  fence: number;
}

/** Leases and fencing tokens of replies, by the database's clock [T1]. */
export interface ReplyLeases {
  /**
   * Claim up to `limit` replies without a living owner, of each (user, course) the oldest open one, with a new fence and
   * attempt. The users take turns. `ids` names the only ones to claim, `except` those not to claim.
   */
  claim(nodeId: string, limit: number, which: { ids: string[] } | { except: string[] }): Promise<ReplyRow[]>;
  /** Claim up to `limit` replies whose last attempt lost its owner [T7]; the caller ends them as failed. */
  exhausted(limit: number): Promise<ReplyRow[]>;
  /** Renew this node's leases in one query. A lease that the answer leaves out is lost. */
  renew(nodeId: string, ids: string[]): Promise<(Lease & { stopRequested: boolean })[]>;
  /** Give leases back at once, so that another node may claim them. */
  release(nodeId: string, ids: string[]): Promise<void>;
}

export type LeaseNews = Lease & { is: 'lost' | 'stop_requested' };

/** Renews the leases that a node holds, whatever else the node does [T1]. */
export interface LeaseKeeper {
  hold(lease: Lease): void;
  drop(id: string): void;
  /** Call the listener with each lease that was lost, and each reply that is to stop. */
  onNews(listener: (news: LeaseNews) => void): void;
  close(): Promise<void>;
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
/** The facts a reply is written from. The offline tutor answers from them; a model gets them as text. */
export interface TutorContext {
  course: Course;
  modules: Module[];
  currentModule?: Module;
  message: string;
  units: Preferences['units'];
  logged: ProgressEntry[];
  /** How many acts of the message are left out of the log [AL1]. */
  notLogged: number;
  recent: ProgressEntry[];
  memories: Memory[];
  streak?: Streak;
  /** What the log of this message changed (records, streak, recommendation), in words. */
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
  /**
   * Count the tokens of a text while the event loop turns; there are never more than its bytes. Above `most` it stops, and
   * answers more than that.
   */
  count(text: string, most?: number): Promise<number>;
}

export type WaitingReply = Pick<ReplyRow, 'id' | 'messageId' | 'userId' | 'courseId'>;

/** A place among the replies that a node writes. It is used once: started or given back. */
export interface ReplyPlace {
  /** the node that owns the reply */
  owner: string;
  /** Write a reply that was committed as running. */
  start(reply: ReplyRow): void;
  release(): void;
}

/** Running replies, wherever their owner is [T]. */
export interface Replies {
  /** Take a place on this node for a reply that is about to be committed; undefined where it has to wait for its turn. */
  reserve(userId: string): ReplyPlace | undefined;
  /** Have a committed reply started in its turn. */
  wake(reply: WaitingReply): void;
  /** Return how many replies this node starts before this one, itself included; undefined if it does not wait here. */
  position(id: string): number | undefined;
  /** Pass a stop on to the owner. */
  stop(id: string): void;
  /** Return the text of an attempt after `offset`; undefined if neither owner nor copy nor finished text is at hand. */
  resume(
    id: string,
    attempt: number,
    offset: number,
  ): Promise<
    { attempt: number; offset: number; text: string; state: 'streaming' | 'done' | 'stopped' | 'failed' } | undefined
  >;
  /** Wait until the reply has ended. */
  ended(id: string, signal: AbortSignal): Promise<ReplyState>;
}

/** Durable jobs of the tutor by name, and what each carries. */
export interface TutorJobs {
  'memory.embed': { userId: string; memoryId: string };
}
