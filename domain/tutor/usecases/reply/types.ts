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

/** Where a running reply's text goes. */
export interface TextSink {
  /** @returns false when the reply has all the text it may have: the model is asked no further */
  say(text: string): boolean;
  /** Everything was read and logged; from here on the reply waits for its model. */
  asking(): void;
  signal: AbortSignal;
}

/** What a reply ends with beside its text. */
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
  /** The context the device sent, with the exercise that the conversation is about. */
  context?: ChatContext;
  preferences: Preferences;
  learner: Learner;
  /** Whether the learner has any memory. */
  remembers: boolean;
}

/** What a reply has gathered so far beside its text. */
export interface ReplyDraft {
  /** What the grammar read; undefined for an older version of a message, for only the newest is logged. */
  acts: ReadMessage | undefined;
  hasRoomFor: ActRoom;
  /** The entries that were logged of the message before this attempt [T8]. */
  earlier: ProgressEntry[];
  autoLogged: Map<string, ProgressEntry>;
  /** How many acts of the message are left out of the log [AL1]. */
  notLogged: number;
  /** What the log of this message changed, in words that the tutor passes on. */
  feedback: string[];
  memories: Memory[];
  suggestions: string[];
  nextAction?: z.output<typeof NextAction>;
}
