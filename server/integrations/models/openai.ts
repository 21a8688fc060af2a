import OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { MAX_MODEL_NAME } from '../../../domain/tutor/contract/chat.ts';
import type { Embedder, Model, ModelMessage, Tokenizer, ToolCall, ToolSpec } from '../../../domain/tutor/ports.ts';
import { failureOf, ModelFailure } from './failure.ts';

interface OpenAiOptions {
  apiKey?: string;
  /** any server that speaks Chat Completions */
  baseUrl?: string;
  model: string;
  /** Milliseconds without a word from the server until it counts as gone. */
  idleTimeoutMs: number;
  tokenizer: Tokenizer;
}

const clientFor = ({ apiKey, baseUrl, idleTimeoutMs }: Pick<OpenAiOptions, 'apiKey' | 'baseUrl' | 'idleTimeoutMs'>) =>
  // Compatible servers often need no key, but the client insists on one. Retries are ours [MO2].
  new OpenAI({ apiKey: apiKey ?? 'none', baseURL: baseUrl, maxRetries: 0, timeout: idleTimeoutMs });

/** Speak Chat Completions with streaming and tools, which every compatible server has [MO1]. */
export function openAiModel(options: OpenAiOptions): Model {
  const client = clientFor(options);
  return {
    async *stream({ messages, tools, maxTokens, temperature }, signal) {
      const idle = new AbortController();
      const stop = AbortSignal.any([signal, idle.signal]);
      let timer: NodeJS.Timeout | undefined;
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => idle.abort(), options.idleTimeoutMs);
      };
      const calls = new Map<number, ToolCall>();
      let [text, finish, model] = ['', '', nameOf(options.model)];
      let usage: { inputTokens: number; outputTokens: number } | undefined;
      try {
        heard();
        const chunks = await client.chat.completions.create(
          {
            model: options.model,
            messages: messages.map(wireMessage),
            ...(tools.length > 0 && { tools: tools.map(wireTool) }),
            max_tokens: maxTokens,
            temperature,
            stream: true,
            stream_options: { include_usage: true },
          },
          { signal: stop },
        );
        for await (const chunk of chunks) {
          heard();
          model = nameOf(chunk.model) || model;
          if (chunk.usage)
            usage = { inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens };
          const choice = chunk.choices[0];
          if (!choice) continue;
          finish = choice.finish_reason ?? finish;
          for (const part of choice.delta.tool_calls ?? []) {
            const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' };
            calls.set(part.index, {
              id: part.id ?? call.id,
              name: call.name + (part.function?.name ?? ''),
              arguments: call.arguments + (part.function?.arguments ?? ''),
            });
          }
          if (choice.delta.content) {
            text += choice.delta.content;
            yield { type: 'text', text: choice.delta.content };
          }
        }
        // A stream that ends without saying why was cut.
        if (finish === '') throw new ModelFailure('network', new Error('the stream ended without a finish reason'));
      } catch (error) {
        signal.throwIfAborted();
        throw idle.signal.aborted ? new ModelFailure('timeout', error) : failureOf(error);
      } finally {
        clearTimeout(timer);
      }
      for (const [index, call] of calls) yield { type: 'tool', call: { ...call, id: call.id || `call_${index}` } };
      const { tokenizer } = options;
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

/** Make a model's name storable, whatever a compatible server calls its model. */
const nameOf = (name: string | undefined): string =>
  String(name ?? '')
    .replaceAll('\0', '')
    .slice(0, MAX_MODEL_NAME)
    .toWellFormed();

/** Ask `/embeddings` for vectors, and bring them to 1,536 numbers. */
export function openAiEmbedder(options: Omit<OpenAiOptions, 'tokenizer'>): Embedder {
  const client = clientFor(options);
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

/** Pad or cut a vector to the width of the column; both keep the order of cosines well. */
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
