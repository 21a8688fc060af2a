import type { Preferences } from '../contract/preferences.ts';
import type { Course } from '../course/contract/course.ts';
import type { Module } from '../course/contract/module.ts';
import type { ProgressEntry } from '../training/contract/progress.ts';
import type { Streak } from '../training/contract/streak.ts';
import type { Memory } from './contract/memory.ts';
import type { ReplyRow, ReplyState } from './stores.ts';

/** The right to write a reply. It is valid as long as its fence is the newest [T1]. */
export interface Lease {
  id: string;
  fence: number;
}

/** Leases and fencing tokens of replies, by the database's clock [T1]. */
export interface ReplyLeases {
  /**
   * Claim up to `limit` replies without a living owner. For each (user, course) only the oldest open reply can be
   * claimed. Each claimed reply gets a new fence and attempt, and users take turns. `ids` lists the only replies to
   * claim, `except` the replies not to claim.
   */
  claim(nodeId: string, limit: number, which: { ids: string[] } | { except: string[] }): Promise<ReplyRow[]>;
  /**
   * Claim up to `limit` replies whose last attempt lost its owner [T7]. The caller ends these replies as failed. `except`
   * lists the replies that the caller still writes itself.
   */
  exhausted(limit: number, except: string[]): Promise<ReplyRow[]>;
  /** Renew this node's leases in one query. A lease that is missing in the answer is lost. */
  renew(nodeId: string, ids: string[]): Promise<(Lease & { stopRequested: boolean })[]>;
  /** Release leases at once, so that another node may claim the replies. */
  release(nodeId: string, ids: string[]): Promise<void>;
}

export type LeaseNews = Lease & { is: 'lost' | 'stop_requested' };

/** Renews the leases of a node, whatever else the node does [T1]. */
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
/**
 * The facts from which a reply is written. The offline tutor builds its answer from them, and a model gets them as
 * text.
 */
export interface TutorContext {
  course: Course;
  modules: Module[];
  currentModule?: Module;
  message: string;
  units: Preferences['units'];
  logged: ProgressEntry[];
  /** How many acts of the message were not logged, because a message has a limit [AL1]. */
  notLogged: number;
  recent: ProgressEntry[];
  memories: Memory[];
  streak?: Streak;
  /** The changes that the log of this message made (records, streak, recommendation), in words. */
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
  /**
   * Streams one completion, which ends with exactly one `end` chunk.
   * @throws DomainError upstream_failed, upstream_timeout
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelChunk>;
}
export interface Embedder {
  readonly name: string;
  /** Returns one vector of 1,536 numbers per text, L2-normalised. */
  embed(texts: string[]): Promise<number[][]>;
}
export interface Tokenizer {
  /**
   * Count the tokens of a text without blocking the event loop. A text never has more tokens than bytes. Above `most`
   * tokens the count stops, and the result is a number above `most`.
   */
  count(text: string, most?: number): Promise<number>;
}

export type WaitingReply = Pick<ReplyRow, 'id' | 'messageId' | 'userId' | 'courseId'>;

/**
 * A reserved slot among the replies that a node writes. The slot is used once: either a reply is started in it, or the
 * slot is released.
 */
export interface ReplyPlace {
  /** the node that owns the reply */
  owner: string;
  /** Write a reply that was committed as running. */
  start(reply: ReplyRow): void;
  release(): void;
}

/** Running replies, whichever node owns them [T]. */
export interface Replies {
  /**
   * Reserve a slot on this node for a reply that is about to be committed. Return undefined if the reply must wait for
   * its turn.
   */
  reserve(userId: string): ReplyPlace | undefined;
  /** Start a committed reply when its turn comes. */
  wake(reply: WaitingReply): void;
  /**
   * Return how many replies this node starts before this one, the reply itself included, or undefined if the reply does
   * not wait on this node.
   */
  position(id: string): number | undefined;
  /** Send a stop to the owner of the reply. */
  stop(id: string): void;
  /**
   * Return the text of an attempt after `offset`, or undefined if none of the owner, a copy and the finished text is
   * available.
   */
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

/** The durable jobs of the tutor by name, each with its data. */
export interface TutorJobs {
  'memory.embed': { userId: string; memoryId: string };
}
