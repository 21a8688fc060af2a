import type { z } from 'zod';
import { userStream } from '../../../call.ts';
import { derivedId } from '../../../ids.ts';
import type { Memory } from '../../contract/memory.ts';
import { LogActivity, Remember, Suggest } from '../../contract/tools.ts';
import type { ToolCall } from '../../ports.ts';
import { MAX_ACTS } from '../../rules/act-limit.ts';
import { checkProposal, mergeDetections } from '../../rules/autolog.ts';
import { groundless } from '../../rules/memory.ts';
import { memoryText, saveMemory, vectorOf } from '../memory.ts';
import { autoLog } from './acts/auto-log.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from './types.ts';

/** The most memories that one reply may store. */
const MAX_MEMORIES = 10;

/**
 * Run one tool call within the learner's own course, and return the answer to the model as text. A call is refused if
 * its arguments are invalid, or if it quotes text that is not in the message [AL2, MO4].
 */
export async function runTool(
  deps: TutorDeps,
  answered: AnsweredMessage,
  call: ToolCall,
  draft: ReplyDraft,
): Promise<string> {
  const input = json(call.arguments);
  switch (call.name) {
    case 'log_activity': {
      const parsed = LogActivity.safeParse(input);
      return parsed.success ? logActivity(deps, answered, parsed.data, draft) : refusal(parsed.error);
    }
    case 'remember': {
      const parsed = Remember.safeParse(input);
      return parsed.success ? remember(deps, answered, parsed.data, draft) : refusal(parsed.error);
    }
    case 'suggest': {
      const parsed = Suggest.safeParse(input);
      if (!parsed.success) return refusal(parsed.error);
      draft.suggestions = parsed.data.suggestions;
      draft.nextAction = parsed.data.nextAction;
      return 'Shown.';
    }
    default:
      return `Refused: there is no tool "${call.name.slice(0, 60)}".`;
  }
}

async function logActivity(
  deps: TutorDeps,
  answered: AnsweredMessage,
  proposal: z.output<typeof LogActivity>,
  draft: ReplyDraft,
): Promise<string> {
  const { reply, time, context } = answered;
  const { acts } = draft;
  if (!acts) return 'Refused: the learner has edited this message; what the newest version tells is logged.';
  const checked = checkProposal(proposal, acts.reading, context);
  if ('refused' in checked) return `Refused: ${checked.refused}.`;
  // If the grammar has found the same activity, both results are merged, and their agreement raises the confidence
  // [AL4].
  const merged = mergeDetections(acts.detections, [checked]);
  const detection = merged.find((one) => overlaps(one, checked)) ?? checked;
  if (!draft.hasRoomFor(detection)) return `Refused: at most ${MAX_ACTS} things of one message are logged.`;
  const logged = await autoLog(deps, reply, time, detection);
  if (!logged) return 'Refused: the learner deleted this entry.';
  draft.autoLogged.set(logged.entry.id, logged.entry);
  if (logged.memory) draft.memories.push(logged.memory);
  return `Logged as ${logged.entry.status}. ${logged.feedback.join(' ')}`;
}

async function remember(
  deps: TutorDeps,
  { reply, message }: AnsweredMessage,
  input: z.output<typeof Remember>,
  draft: ReplyDraft,
): Promise<string> {
  if (draft.memories.length >= MAX_MEMORIES)
    return `Refused: at most ${MAX_MEMORIES} memories of one message are kept.`;
  const refused = groundless(input.value, input.quote, message);
  if (refused !== undefined) return `Refused: ${refused}.`;
  const at = deps.now().toISOString();
  const { quote: _quote, ...seed } = input;
  // The same memory of the same message always gets the same id, so that another attempt does not store it twice [T8].
  const id = derivedId(reply.messageId, 'remember', input.memoryType, input.key);
  const memory: Memory = { ...seed, id, context: reply.courseId, lastAccessed: at, createdAt: at };
  const embedding = await vectorOf(deps.embedder, memoryText(memory));
  const { result: saved } = await deps.transactions.run(
    { userId: reply.userId, streams: [userStream(reply.userId)] },
    async (tx) => {
      await tx.replies.fenced(reply.id, reply.fence);
      if (await tx.memories.find(reply.userId, { id })) return false;
      await saveMemory(tx, reply.userId, memory, embedding, { messageId: reply.messageId });
      return true;
    },
  );
  if (saved) draft.memories.push(memory);
  return 'Remembered.';
}

const overlaps = (a: { quoteStart: number; quote: string }, b: { quoteStart: number; quote: string }) =>
  a.quoteStart < b.quoteStart + b.quote.length && b.quoteStart < a.quoteStart + a.quote.length;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(error: z.ZodError): string {
  const issue = error.issues[0];
  return `Refused: ${issue?.path.join('.') || 'arguments'} ${issue?.message ?? 'are not valid'}.`;
}
