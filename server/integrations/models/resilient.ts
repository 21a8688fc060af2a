import { setTimeout as sleep } from 'node:timers/promises';
import { isBrokenCircuitError } from 'cockatiel';
import type { Model, ModelChunk, ModelRequest } from '../../../domain/tutor/ports.ts';
import { firstThroughCircuit, openCircuit } from './circuit.ts';
import { failureOf } from './failure.ts';
import type { ModelFailure } from './failure.ts';

interface Provider {
  name: string;
  model: Model;
}
export interface ResilientOptions {
  /** tried in this order */
  providers: Provider[];
  /** The model that answers if all providers fail. */
  offline: Model;
  retries: number;
  breaker: { failures: number; resetMs: number };
  /** The longest first pause before a retry, in milliseconds. It doubles with each retry, with full jitter. */
  backoffMs: number;
  onEvent(event: { type: 'retry' | 'fallback' | 'breaker_open' | 'degraded'; provider: string; reason?: string }): void;
}

const MAX_RETRY_AFTER_MS = 10_000;
const GO_ON =
  'Your answer was cut off. Go on from exactly where it stopped. Do not repeat anything and do not comment on it.';
const CLOSING = '\n\n*(The connection to the language model was lost here; this answer is not complete.)*';
/**
 * The maximum overlap, in UTF-16 units: how much of the old text's end a model may repeat when it continues that text.
 */
const OVERLAP_UNITS = 400;
/**
 * The longest overlap, in UTF-16 units, that is ignored as chance if it begins within a word. Models repeat whole
 * words.
 */
const CHANCE_UNITS = 2;

/**
 * Combine providers into one model. A provider that fails is tried again after a random pause, unless its circuit
 * breaker is open. Then the next provider is used. The last one is the offline tutor, whose answer is marked as
 * `degraded` [MO2].
 */
export function resilientModel({ providers, offline, retries, breaker, backoffMs, onEvent }: ResilientOptions): Model {
  const guarded = providers.map(({ name, model }) => ({
    name,
    model,
    circuit: openCircuit(breaker, () => onEvent({ type: 'breaker_open', provider: name })),
  }));

  return {
    async *stream(request, signal) {
      let said = '';
      for (const [index, { name, model, circuit }] of guarded.entries()) {
        for (let attempt = 0; attempt <= retries; attempt += 1) {
          const chunks = model.stream(continuing(request, said), signal)[Symbol.asyncIterator]();
          const join = joinerTo(said);
          try {
            // One loop and no generators inside each other, because each token would pay for every layer.
            let step = await firstThroughCircuit(chunks, circuit, signal);
            while (!step.done) {
              for (const chunk of join(step.value)) {
                if (chunk.type === 'text') said += chunk.text;
                yield chunk;
                if (chunk.type === 'end') return;
              }
              step = await chunks.next();
            }
          } catch (error) {
            signal.throwIfAborted();
            if (isBrokenCircuitError(error)) break;
            const failure = failureOf(error);
            if (failure.kind === 'refused') {
              onEvent({ type: 'retry', provider: name, reason: 'refused' });
              break;
            }
            if (attempt === retries) break;
            onEvent({ type: 'retry', provider: name, reason: failure.kind });
            await sleep(pause(failure, attempt, backoffMs), undefined, { signal });
          } finally {
            await chunks.return?.();
          }
        }
        const following = guarded[index + 1];
        if (following) onEvent({ type: 'fallback', provider: following.name });
      }
      onEvent({ type: 'degraded', provider: 'offline' });
      if (said !== '') yield { type: 'text', text: CLOSING };
      for await (const chunk of offline.stream(request, signal)) {
        if (said !== '' && chunk.type === 'text') continue;
        yield chunk.type === 'end' ? { ...chunk, degraded: true } : chunk;
      }
    },
  };
}

/** Return the request that continues a reply after the text that was already said. */
function continuing(request: ModelRequest, said: string): ModelRequest {
  if (said === '') return request;
  const messages = [...request.messages, { role: 'assistant' as const, content: said }];
  return { ...request, messages: [...messages, { role: 'user', content: GO_ON }] };
}

/** Return a function that removes from a continued reply the text that the model repeats. It is called for each chunk. */
function joinerTo(said: string): (chunk: ModelChunk) => ModelChunk[] {
  let head = '';
  let isJoining = said !== '';
  return (chunk) => {
    if (!isJoining) return [chunk];
    if (chunk.type === 'text') {
      // The new text waits as long as all of it may be a repetition of the old text.
      head += chunk.text;
      if (head.length < OVERLAP_UNITS && said.slice(-OVERLAP_UNITS).includes(head)) return [];
    }
    isJoining = false;
    const fresh = head.slice(overlap(said, head));
    const joined: ModelChunk[] = fresh === '' ? [] : [{ type: 'text', text: fresh }];
    return chunk.type === 'text' ? joined : [...joined, chunk];
  };
}

/**
 * Return how many units of `head` repeat the end of `said`. A short overlap that begins within a word is ignored as
 * chance.
 */
export function overlap(said: string, head: string): number {
  for (let length = Math.min(said.length, head.length, OVERLAP_UNITS); length > 0; length -= 1) {
    if (!said.endsWith(head.slice(0, length))) continue;
    if (length > CHANCE_UNITS || !isWithinWord(said, said.length - length)) return length;
  }
  return 0;
}

const isWithinWord = (text: string, at: number) => at > 0 && /^[\p{L}\p{N}]{2}$/u.test(text.slice(at - 1, at + 1));

function pause({ retryAfterMs }: ModelFailure, attempt: number, backoffMs: number): number {
  const jittered = Math.random() * backoffMs * 2 ** attempt;
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}
