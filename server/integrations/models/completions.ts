import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { createEventStreamParser } from './event-stream.ts';
import type { StreamEvent } from './event-stream.ts';
import { ModelFailure, statusFailure } from './failure.ts';

export interface Chunk {
  model?: string;
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  choices?: {
    finish_reason?: string | null;
    delta?: {
      content?: string | null;
      tool_calls?: { index: number; id?: string; function?: { name?: string; arguments?: string } }[];
    };
  }[];
}

interface CompletionsOptions {
  apiKey: string;
  /** any server that speaks Chat Completions */
  baseUrl: string;
}

const DONE = '[DONE]';
/** Reading of an error response stops after about this many bytes. */
const MAX_ERROR_BYTES = 64 * 1_024;
/** The maximum length of the quotation from an error response in a `ModelFailure`, in UTF-16 units. */
const MAX_REASON = 500;
/** How long a response may take to end after its last event. After that its connection is closed. */
const END_MS = 1_000;

/**
 * Return a function that asks for a completion and yields its chunks. Chunks that arrive together are yielded together.
 * The function uses `node:http` directly, which takes a third less time for each token than the `openai` package.
 *
 * @throws ModelFailure, or the reason of the signal
 */
export function createCompletions({ apiKey, baseUrl }: CompletionsOptions) {
  const url = new URL(`${baseUrl.replace(/\/$/, '')}/chat/completions`);
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = isSecure ? httpsRequest : httpRequest;

  function ask(body: object, signal: AbortSignal): Promise<IncomingMessage> {
    const json = Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${apiKey}`,
        accept: 'text/event-stream',
        'content-type': 'application/json',
        'content-length': json.length,
      };
      const request = send(url, { method: 'POST', agent, headers, signal }, resolve);
      request.on('error', reject);
      request.end(json);
    });
  }

  return async function* complete(body: object, signal: AbortSignal, heard: () => void): AsyncGenerator<Chunk[]> {
    const response = await ask(body, signal);
    let isWhole = false;
    const text = decoded(response).setEncoding('utf8');
    try {
      heard();
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299)
        throw statusFailure(statusCode, response.headers['retry-after'], new Error(await reasonIn(text, statusCode)));
      const parse = createEventStreamParser();
      for await (const part of text.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
        heard();
        const events = parse(part);
        const end = events.findIndex(({ data }) => data === DONE);
        const { chunks, failure } = chunksOf(end === -1 ? events : events.slice(0, end));
        if (chunks.length > 0) yield chunks;
        if (failure) throw failure.error;
        isWhole = end !== -1;
        if (isWhole) return;
      }
    } finally {
      if (isWhole) leave(response, text);
      else response.destroy();
    }
  };
}

/** Let a response end after its last event, so that its connection can be used again. Close it if it does not end. */
function leave(response: IncomingMessage, text: Readable): void {
  if (response.destroyed) return;
  const timer = setTimeout(() => response.destroy(), END_MS).unref();
  response.once('close', () => clearTimeout(timer));
  text.on('error', () => undefined);
  text.resume();
}

/** Return the chunks before the first event that is not a valid chunk, and the error of that event. */
function chunksOf(events: StreamEvent[]): { chunks: Chunk[]; failure?: { error: unknown } } {
  const chunks: Chunk[] = [];
  for (const event of events) {
    try {
      chunks.push(chunkOf(event));
    } catch (error) {
      return { chunks, failure: { error } };
    }
  }
  return { chunks };
}

/**
 * Parse an event as a chunk. @throws ModelFailure if the event is an error, which can come in the middle of a stream
 */
function chunkOf({ event, data }: StreamEvent): Chunk {
  const chunk = JSON.parse(data) as Chunk & { error?: unknown };
  if (event === 'error' || chunk.error)
    throw new ModelFailure('network', new Error(JSON.stringify(chunk.error ?? chunk).slice(0, MAX_REASON)));
  return chunk;
}

/**
 * Decompress a response. If the response or the decompression fails, both streams end, and the reader gets the error.
 */
function decoded(response: IncomingMessage): Readable {
  const decoder = decoderOf(response.headers['content-encoding']);
  return decoder ? pipeline(response, decoder, () => undefined) : response;
}

function decoderOf(encoding: string | undefined): Transform | undefined {
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}

async function reasonIn(text: Readable, status: number): Promise<string> {
  let body = '';
  for await (const part of text as AsyncIterable<string>) {
    body += part;
    if (body.length > MAX_ERROR_BYTES) break;
  }
  return `${status} ${body.slice(0, MAX_REASON)}`;
}
