import { z } from 'zod';
import { tutorTools } from '../../../domain/tutor/contract/tools.ts';
import type { Embedder, Model, Tokenizer, ToolSpec } from '../../../domain/tutor/ports.ts';
import { hashEmbedding } from '../../../domain/tutor/rules/memory.ts';
import { offlineTutor } from './offline/tutor.ts';
import { openAiEmbedder, openAiModel } from './openai.ts';
import { resilientModel } from './resilient.ts';
import type { ResilientOptions } from './resilient.ts';
import { createTokenizer, estimatingTokenizer } from './tokenizer.ts';

interface ModelsConfig {
  provider: 'openai' | 'offline';
  apiKey?: string;
  baseUrl?: string;
  model: string;
  fallbackModel?: string;
  embeddingModel?: string;
  /** milliseconds between the words of the offline tutor */
  offlinePaceMs: number;
}

interface Models {
  name: string;
  model: Model;
  embedder: Embedder;
  tokenizer: Tokenizer;
  tools: ToolSpec[];
  close(): Promise<void>;
}

const RETRIES = 3;
const BACKOFF_MS = 250;
const BREAKER = { failures: 5, resetMs: 15_000 };
const IDLE_TIMEOUT_MS = 30_000;
/** How long a command waits for an embedding vector. After that a job adds the vector [ME3]. */
const EMBEDDING_TIMEOUT_MS = 3_000;

/** Open the model, the embedder and the tokenizer that a node uses. */
export function openModels(config: ModelsConfig, { onEvent }: Pick<ResilientOptions, 'onEvent'>): Models {
  const online = config.provider === 'openai';
  const tokenizer = online ? createTokenizer() : estimatingTokenizer;
  const offline = offlineTutor({ paceMs: config.offlinePaceMs });
  const common = { apiKey: config.apiKey, baseUrl: config.baseUrl, idleTimeoutMs: IDLE_TIMEOUT_MS };
  const provider = (model: string) => ({ name: model, model: openAiModel({ ...common, model, tokenizer }) });
  const providers = online ? [config.model, ...(config.fallbackModel ? [config.fallbackModel] : [])].map(provider) : [];
  return {
    name: online ? config.model : 'offline tutor',
    model: online
      ? resilientModel({ providers, offline, retries: RETRIES, breaker: BREAKER, backoffMs: BACKOFF_MS, onEvent })
      : offline,
    embedder:
      online && config.embeddingModel
        ? openAiEmbedder({ ...common, idleTimeoutMs: EMBEDDING_TIMEOUT_MS, model: config.embeddingModel })
        : hashedEmbedder,
    tokenizer,
    close: tokenizer.close,
    tools: Object.entries(tutorTools).map(([name, { description, input }]) => ({
      name,
      description,
      parameters: z.toJSONSchema(input, { io: 'input' }),
    })),
  };
}

/**
 * Make vectors by hashing words and groups of letters, if there is no embedding model. Equal texts have equal vectors.
 */
const hashedEmbedder: Embedder = {
  name: 'hashed',
  embed: async (texts) => texts.map(hashEmbedding),
};
