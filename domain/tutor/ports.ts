import type { Preferences } from '../contract/preferences.ts';
import type { Course } from '../course/contract/course.ts';
import type { Module } from '../course/contract/module.ts';
import type { ProgressEntry } from '../training/contract/progress.ts';
import type { Streak } from '../training/contract/streak.ts';
import type { Memory } from './contract/memory.ts';
import type { ReplyRow, ReplyState } from './stores.ts';

/**
 * The right of a node to write a reply. It ends when another node gets the reply with a higher fence (fencing token)
 * [T1].
 */
export interface Lease {
  id: string;
  fence: number;
}

/** Assigns replies to nodes by leases and fencing tokens. Leases expire by the database's clock [T1]. */
export interface ReplyLeases {
  /**
   * Claim up to `limit` replies that no living node owns. In each course of a user only the oldest unfinished reply can
   * be claimed, and users take turns. Each claimed reply gets a new fence and begins a new attempt. `ids` lists the
   * only replies that may be claimed, `except` lists replies that must not be claimed.
   */
  claim(nodeId: string, limit: number, which: { ids: string[] } | { except: string[] }): Promise<ReplyRow[]>;
  /**
   * Claim up to `limit` replies whose last allowed attempt ended because its node died [T7]. The caller ends these
   * replies as failed. `except` lists the replies that the caller still writes itself.
   */
  exhausted(limit: number, except: string[]): Promise<ReplyRow[]>;
  /** Renew this node's leases in one query. A lease that is missing in the answer is lost. */
  renew(nodeId: string, ids: string[]): Promise<(Lease & { stopRequested: boolean })[]>;
  /** Release leases at once, so that another node may claim the replies. */
  release(nodeId: string, ids: string[]): Promise<void>;
}

export type LeaseNews = Lease & { is: 'lost' | 'stop_requested' };

/** Renews the leases that this node holds, even while the node is busy [T1]. */
export interface LeaseKeeper {
  hold(lease: Lease): void;
  drop(id: string): void;
  /** Call the listener for each lease that was lost, and for each reply that must stop. */
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
  /** How many activities of the message were not logged, because the number per message is limited [AL1]. */
  notLogged: number;
  recent: ProgressEntry[];
  memories: Memory[];
  streak?: Streak;
  /** What the logged entries of this message changed (records, streak, recommendation), as sentences. */
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
 * A reserved slot for one of the replies that a node writes at the same time. The slot is used once: either a reply is
 * started in it, or the slot is released.
 */
export interface ReplyPlace {
  /** the node that owns the reply */
  owner: string;
  /** Start to write a reply that was stored with the state `running`. */
  start(reply: ReplyRow): void;
  release(): void;
}

/** Starts, stops and reads replies, whichever node owns them [T]. */
export interface Replies {
  /**
   * Reserve a slot on this node for a reply that is about to be committed. Return undefined if the reply must wait for
   * its turn.
   */
  reserve(userId: string): ReplyPlace | undefined;
  /** Start a reply that was stored as queued when its turn comes. */
  wake(reply: WaitingReply): void;
  /**
   * Return the position of a reply in this node's queue, from 1, or undefined if the reply does not wait on this node.
   */
  position(id: string): number | undefined;
  /** Tell the node that writes the reply to stop. */
  stop(id: string): void;
  /**
   * Return the text of an attempt after `offset`. It comes from the node that writes the reply, from a copy of its text
   * or from the finished message. Return undefined if none of these is available.
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

/** The durable jobs of the tutor by name, with the data of each job. */
export interface TutorJobs {
  'memory.embed': { userId: string; memoryId: string };
}
