import type { Preferences } from '../contract/preferences.ts';
import type { Course } from '../course/contract/course.ts';
import type { Module } from '../course/contract/module.ts';
import type { ProgressEntry } from '../training/contract/progress.ts';
import type { Streak } from '../training/contract/streak.ts';
import type { Memory } from './contract/memory.ts';
import type { ReplyState } from './stores.ts';

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
  /** How many acts the message tells of beyond those that are logged [AL1]. */
  notLogged: number;
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
  /** Counts the tokens of a text, in turns with everything else; above `most` it stops, and answers more than that. */
  count(text: string, most?: number): Promise<number>;
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

/** Durable jobs of the tutor by name, and what each carries. */
export interface TutorJobs {
  'memory.embed': { userId: string; memoryId: string };
}
