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

/** Receives the text of a reply while it is written. */
export interface TextSink {
  /** @returns false if the reply has reached its maximum length, so that the model need not write more */
  say(text: string): boolean;
  /** Called when all data was read and all activities were logged. From then on the reply waits for the model. */
  asking(): void;
  signal: AbortSignal;
}

/** Everything in a finished reply except its text. */
export type ReplyOutcome = Pick<
  ReplyCompleted,
  'suggestions' | 'autoLogged' | 'notLogged' | 'memoryUpdates' | 'nextAction' | 'usage' | 'model' | 'degraded'
>;

/** The message that a reply answers, and what was read about it. */
export interface AnsweredMessage {
  reply: ReplyRow;
  message: string;
  time: MessageTime;
  /** Other versions of the message, before and after this one. */
  otherVersions: string[];
  /** Whether no later version of the message exists. */
  isNewest: boolean;
  /** The learner's activity as the device sent it, with the current exercise of the conversation. */
  context?: ChatContext;
  preferences: Preferences;
  learner: Learner;
  /** False if the learner has no memories. The search for memories is then left out. */
  remembers: boolean;
}

/** Everything in a reply except its text, as far as it is known while the reply is written. */
export interface ReplyDraft {
  /**
   * What the grammar found in the message. Undefined for an older version of a message, because only activities of the
   * newest version are logged.
   */
  acts: ReadMessage | undefined;
  hasRoomFor: ActRoom;
  /** The entries that were logged from the message before this attempt [T8]. */
  earlier: ProgressEntry[];
  autoLogged: Map<string, ProgressEntry>;
  /** How many activities of the message were not logged, because the number per message is limited [AL1]. */
  notLogged: number;
  /** What the logged entries of this message changed, as sentences for the tutor. */
  feedback: string[];
  memories: Memory[];
  suggestions: string[];
  nextAction?: z.output<typeof NextAction>;
}
