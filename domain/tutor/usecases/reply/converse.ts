import type { ModelMessage, ToolCall, TutorContext } from '../../ports.ts';
import { runTool } from './tools.ts';
import type { AnsweredMessage, ReplyDraft, TextSink, TutorDeps, ReplyOutcome } from './types.ts';

/** The most calls of the model for one reply, however many tools it uses. */
const MAX_ROUNDS = 4;
/** The most tool calls of one round that are run. Each call is a transaction. */
const MAX_CALLS = 32;

/**
 * Ask the model, run the tools that it calls, and ask again with their answers, until the model answers with text only.
 */
export async function converse(
  deps: TutorDeps,
  answered: AnsweredMessage,
  { messages, context }: { messages: ModelMessage[]; context: TutorContext },
  draft: ReplyDraft,
  { say, signal }: TextSink,
): Promise<ReplyOutcome> {
  const usage = { inputTokens: 0, outputTokens: 0 };
  let [model, degraded] = ['', false];
  const full = new AbortController();
  const asking = AbortSignal.any([signal, full.signal]);
  for (let round = 1; round <= MAX_ROUNDS && !full.signal.aborted; round += 1) {
    const calls: ToolCall[] = [];
    let text = '';
    // The last round has no tools, so that it ends with text.
    const tools = round < MAX_ROUNDS ? deps.tools : [];
    const { maxTokens, temperature } = deps.limits;
    for await (const chunk of deps.model.stream({ messages, tools, context, maxTokens, temperature }, asking)) {
      signal.throwIfAborted();
      if (chunk.type === 'text') {
        text += chunk.text;
        if (say(chunk.text)) continue;
        full.abort();
        break;
      } else if (chunk.type === 'tool') calls.push(chunk.call);
      else {
        usage.inputTokens += chunk.usage.inputTokens;
        usage.outputTokens += chunk.usage.outputTokens;
        [model, degraded] = [chunk.model, degraded || chunk.degraded];
      }
    }
    if (calls.length === 0) break;
    const answers: ModelMessage[] = [];
    for (const [index, call] of calls.entries()) {
      const content =
        index < MAX_CALLS ? await runTool(deps, answered, call, draft) : 'Refused: too many calls at once.';
      answers.push({ role: 'tool', toolCallId: call.id, content });
    }
    // A model that has written text and called only `suggest` has finished.
    if (text !== '' && calls.every((call) => call.name === 'suggest')) break;
    messages = [...messages, { role: 'assistant', content: text, toolCalls: calls }, ...answers];
  }
  const { memories: memoryUpdates, suggestions, nextAction } = draft;
  const autoLogged = [...draft.autoLogged.values()];
  const notLogged = draft.notLogged || undefined;
  return { suggestions, autoLogged, notLogged, memoryUpdates, nextAction, usage, model, degraded };
}
