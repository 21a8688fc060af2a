import type { z } from 'zod';
import type { Stores } from '../../areas/stores.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { Transactions } from '../../ports.ts';
import type { ProgressEntry } from '../../training/contract/progress.ts';
import type { ChatContext, NextAction } from '../contract/chat.ts';
import type { Memory } from '../contract/memory.ts';
import type { Embedder, Model, Tokenizer, ToolSpec } from '../ports.ts';
import type { Detection } from '../rules/autolog.ts';
import type { ReplyRow } from '../stores.ts';
import type { Moment } from './moment.ts';

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

/** The message a tool call is about. */
export interface ToolRun {
  reply: ReplyRow;
  message: string;
  moment: Moment;
  /** whether the message was not edited since */
  isNewest: boolean;
  /** what the device said it was at, with the exercise the conversation is about */
  context?: ChatContext;
  units: Preferences['units'];
  detections: Detection[];
}

/** What a reply has gathered so far beside its text. */
export interface Gathered {
  autoLogged: Map<string, ProgressEntry>;
  memories: Memory[];
  suggestions: string[];
  nextAction?: z.output<typeof NextAction>;
}
