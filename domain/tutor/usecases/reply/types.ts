import type { z } from 'zod';
import type { Stores } from '../../../areas/stores.ts';
import type { Preferences } from '../../../contract/preferences.ts';
import type { Transactions } from '../../../ports.ts';
import type { ProgressEntry } from '../../../training/contract/progress.ts';
import type { Learner } from '../../../training/usecases/learner.ts';
import type { ChatContext, NextAction, ReplyCompleted } from '../../contract/chat.ts';
import type { Memory } from '../../contract/memory.ts';
import type { Embedder, Model, Tokenizer, ToolSpec } from '../../ports.ts';
import type { ReplyRow } from '../../stores.ts';
import type { ActRoom } from './act-room.ts';
import type { ReadMessage } from './acts/read-acts.ts';
import type { MessageTime } from './message-time.ts';

export interface TutorDeps {
  read(): Stores;
  transactions: Transactions;
  model: Model;
  embedder: Embedder;
  tokenizer: Tokenizer;
  tools: ToolSpec[];
  now(): Date;
  limits: { promptTokens: number; maxTokens: number; temperature: number };
}

/** The receiver of a running reply's text. */
export interface TextSink {
  /** @returns false if the reply has reached its longest text, so that the model is not asked further */
  say(text: string): boolean;
  /** Called when all material was read and all acts were logged. From then on the reply waits for its model. */
  asking(): void;
  signal: AbortSignal;
}

/** The result of a reply beside its text. */
export type ReplyOutcome = Pick<
  ReplyCompleted,
  'suggestions' | 'autoLogged' | 'notLogged' | 'memoryUpdates' | 'nextAction' | 'usage' | 'model' | 'degraded'
>;

/** The message that a reply answers, as it was read. */
export interface AnsweredMessage {
  reply: ReplyRow;
  message: string;
  time: MessageTime;
  /** Other versions of the message, before and after this one. */
  otherVersions: string[];
  /** Whether no later version of the message exists. */
  isNewest: boolean;
  /** The context that the device sent, with the exercise of the conversation. */
  context?: ChatContext;
  preferences: Preferences;
  learner: Learner;
  /** Whether something about the learner is remembered, so that memories are searched. */
  remembers: boolean;
}

/** The parts of a reply beside its text, as far as they are known. */
export interface ReplyDraft {
  /**
   * The result of the grammar; undefined for an older version of a message, because only the newest version is logged.
   */
  acts: ReadMessage | undefined;
  hasRoomFor: ActRoom;
  /** The entries that were logged from the message before this attempt [T8]. */
  earlier: ProgressEntry[];
  autoLogged: Map<string, ProgressEntry>;
  /** How many acts of the message were not logged, because a message has a limit [AL1]. */
  notLogged: number;
  /** The changes that the log of this message made, in words that the tutor passes on. */
  feedback: string[];
  memories: Memory[];
  suggestions: string[];
  nextAction?: z.output<typeof NextAction>;
}
