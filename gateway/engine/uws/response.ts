import { STATUS_CODES } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpResponse } from 'uWebSockets.js';
import type { Exchange } from './exchange.ts';

/** uWebSockets.js frames the body itself. */
const FRAMING = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);
const WITHOUT_BODY = new Set([204, 304]);

type Chunk = ReadableStreamReadResult<Uint8Array>;

/**
 * Answers the exchange, as fast as its client reads. Does nothing for a client that is gone.
 *
 * @throws what the response's body fails with
 */
export async function sendResponse(exchange: Exchange, response: Response): Promise<void> {
  const { res, method, body, aborted } = exchange;
  const closing = (await body?.discard()) === false;
  if (aborted.aborted) return response.body?.cancel(aborted.reason);
  if (!response.body || method === 'HEAD') {
    res.cork(() => endWithoutBody(writeHead(res, response), response, method, closing));
    return response.body?.cancel().catch(() => undefined);
  }
  const reader = response.body.getReader();
  aborted.addEventListener('abort', () => void reader.cancel(aborted.reason).catch(() => undefined));
  const first = await reader.read();
  const second = first.done ? Promise.resolve(first) : reader.read();
  const known = await Promise.race([second, nextTurn(undefined)]);
  if (aborted.aborted) return;
  // A body that is complete already leaves with its length, in one write.
  if (known?.done) return void res.cork(() => void writeHead(res, response).end(first.value, closing));
  const chunks = chunksOf(first, second, reader);
  if (!closing) return stream(exchange, response, chunks);
  // Told to close at the end of a stream, uWebSockets.js writes that header into the body.
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  if (!aborted.aborted) res.cork(() => void writeHead(res, response).end(Buffer.concat(parts), closing));
}

async function stream(
  { res, aborted }: Exchange,
  response: Response,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const drained = drainSignal(res, aborted);
  res.cork(() => void writeHead(res, response));
  for await (const chunk of chunks) {
    if (aborted.aborted) return;
    let fits = true;
    // An empty chunk would end the response.
    if (chunk.byteLength > 0) res.cork(() => void (fits = res.write(chunk)));
    if (!fits) await drained();
  }
  if (!aborted.aborted) res.cork(() => void res.end());
}

async function* chunksOf(first: Chunk, second: Promise<Chunk>, reader: ReadableStreamDefaultReader<Uint8Array>) {
  if (first.value) yield first.value;
  for (let chunk = await second; !chunk.done; chunk = await reader.read()) yield chunk.value;
}

/** @returns a function whose promise resolves when the client has read what was written, or is gone */
function drainSignal(res: HttpResponse, aborted: AbortSignal): () => Promise<void> {
  let resume = () => {};
  res.onWritable(() => {
    resume();
    return true;
  });
  aborted.addEventListener('abort', () => resume());
  return () => new Promise((resolve) => (resume = resolve));
}

function writeHead(res: HttpResponse, { status, statusText, headers }: Response): HttpResponse {
  res.writeStatus(`${status} ${statusText || (STATUS_CODES[status] ?? '')}`);
  for (const [name, value] of headers) {
    if (!FRAMING.has(name)) res.writeHeader(name, value);
  }
  return res;
}

/** A HEAD request is told the length its GET would have, where that is known. */
function endWithoutBody(res: HttpResponse, { status, headers }: Response, method: string, closing: boolean): void {
  const length = headers.get('content-length');
  if (method === 'HEAD' && length !== null) res.endWithoutBody(Number(length), closing);
  else if (WITHOUT_BODY.has(status) || method === 'HEAD') res.endWithoutBody();
  else res.end(undefined, closing);
}
