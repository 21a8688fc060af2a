import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { MAX_MODEL_NAME } from '../../../domain/tutor/contract/chat.ts';
import type { Embedder, Model, ModelMessage, Tokenizer, ToolCall, ToolSpec } from '../../../domain/tutor/ports.ts';
import { createCompletions } from './completions.ts';
import type { Chunk } from './completions.ts';
import { failureOf, ModelFailure } from './failure.ts';

interface OpenAiOptions {
  apiKey?: string;
  /** any server that speaks Chat Completions */
  baseUrl?: string;
  model: string;
  /** The milliseconds of silence after which a request to the server fails. */
  idleTimeoutMs: number;
  tokenizer: Tokenizer;
}

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';
/** The key that is sent if none is configured. Many compatible servers need no key, but some require any key. */
const NO_KEY = 'none';

/** Open a model that uses Chat Completions with streaming and tools, which every compatible server offers [MO1]. */
export function openAiModel(options: OpenAiOptions): Model {
  const { apiKey = NO_KEY, baseUrl = DEFAULT_BASE_URL, tokenizer } = options;
  const complete = createCompletions({ apiKey, baseUrl });
  return {
    async *stream({ messages, tools, maxTokens, temperature }, signal) {
      const idle = new AbortController();
      const stop = AbortSignal.any([signal, idle.signal]);
      const timer = setTimeout(() => idle.abort(), options.idleTimeoutMs);
      const calls = new Map<number, ToolCall>();
      let [text, finish, model] = ['', '', nameOf(options.model)];
      let usage: { inputTokens: number; outputTokens: number } | undefined;
      const body = {
        model: options.model,
        messages: messages.map(wireMessage),
        ...(tools.length > 0 && { tools: tools.map(wireTool) }),
        max_tokens: maxTokens,
        temperature,
        stream: true,
        stream_options: { include_usage: true },
      };
      try {
        for await (const chunks of complete(body, stop, () => timer.refresh())) {
          let said = '';
          for (const chunk of chunks) {
            if (chunk.model) model = nameOf(chunk.model) || model;
            if (chunk.usage)
              usage = { inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens };
            const choice = chunk.choices?.[0];
            finish = choice?.finish_reason ?? finish;
            said += choice?.delta?.content ?? '';
            for (const part of choice?.delta?.tool_calls ?? []) addPart(calls, part);
          }
          text += said;
          if (said !== '') yield { type: 'text', text: said };
        }
        // A stream that ends without a finish reason was interrupted.
        if (finish === '') throw new ModelFailure('network', new Error('the stream ended without a finish reason'));
      } catch (error) {
        signal.throwIfAborted();
        throw idle.signal.aborted ? new ModelFailure('timeout', error) : failureOf(error);
      } finally {
        clearTimeout(timer);
      }
      for (const [index, call] of calls) yield { type: 'tool', call: { ...call, id: call.id || `call_${index}` } };
      yield {
        type: 'end',
        reason: calls.size > 0 ? 'tools' : finish === 'length' ? 'length' : 'stop',
        usage: usage ?? {
          inputTokens: await tokenizer.count(messages.map(({ content }) => content).join('\n')),
          outputTokens: await tokenizer.count(text),
        },
        model,
        degraded: false,
      };
    },
  };
}

type CallPart = NonNullable<NonNullable<NonNullable<Chunk['choices']>[number]['delta']>['tool_calls']>[number];

/** Add a part to the tool call to which it belongs. The parts of several calls may arrive alternately. */
function addPart(calls: Map<number, ToolCall>, part: CallPart): void {
  const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' };
  calls.set(part.index, {
    id: part.id ?? call.id,
    name: call.name + (part.function?.name ?? ''),
    arguments: call.arguments + (part.function?.arguments ?? ''),
  });
}

/** Remove everything from a model's name that the database can't store. The server chooses the name. */
const nameOf = (name: string | undefined): string =>
  String(name ?? '')
    .replaceAll('\0', '')
    .slice(0, MAX_MODEL_NAME)
    .toWellFormed();

/** Ask `/embeddings` for vectors, and pad or cut each to 1,536 numbers. */
export function openAiEmbedder(options: Omit<OpenAiOptions, 'tokenizer'>): Embedder {
  const { apiKey = NO_KEY, baseUrl, idleTimeoutMs } = options;
  // The package does not retry. Without a vector, a search uses words only, and a job adds the vector of a memory later
  // [ME3].
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0, timeout: idleTimeoutMs });
  return {
    name: options.model,
    async embed(texts) {
      try {
        const { data } = await client.embeddings.create({ model: options.model, input: texts });
        return data.map(({ embedding }) => fit(embedding));
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}

const DIMENSIONS = 1_536;

/** Pad or cut a vector to the width of the database column. Both nearly keep the order of cosine similarities. */
function fit(vector: number[]): number[] {
  const sized = Array.from({ length: DIMENSIONS }, (_, index) => vector[index] ?? 0);
  const norm = Math.hypot(...sized) || 1;
  return sized.map((value) => value / norm);
}

function wireMessage({ role, content, toolCalls, toolCallId }: ModelMessage): ChatCompletionMessageParam {
  if (role === 'tool') return { role, content, tool_call_id: toolCallId ?? '' };
  if (role === 'assistant' && toolCalls?.length) {
    return {
      role,
      content,
      tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: text },
      })),
    };
  }
  return { role, content };
}

const wireTool = ({ name, description, parameters }: ToolSpec) => ({
  type: 'function' as const,
  function: { name, description, parameters: parameters as Record<string, unknown> },
});
