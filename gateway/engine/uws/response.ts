import { STATUS_CODES } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpResponse } from 'uWebSockets.js';
import type { Exchange } from './exchange.ts';

/** Headers that are not copied, because uWebSockets.js writes them itself. */
const FRAMING = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);
const WITHOUT_BODY = new Set([204, 304]);

type Chunk = ReadableStreamReadResult<Uint8Array>;

/**
 * Send a response, only as fast as the client reads it. Do nothing if the client has disconnected.
 *
 * @throws the error of the response's body, if its stream fails
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
  // If the body has ended after its first chunk, it is sent in one write, with its length.
  if (known?.done) return void res.cork(() => void writeHead(res, response).end(first.value, closing));
  const chunks = chunksOf(first, second, reader);
  if (!closing) return stream(exchange, response, chunks);
  // uWebSockets.js can't close the connection after a streamed response: it would write the `connection` header into
  // the body. So the whole body is collected first.
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
    // An empty chunk is skipped, because it would end the response.
    if (chunk.byteLength > 0) res.cork(() => void (fits = res.write(chunk)));
    if (!fits) await drained();
  }
  if (!aborted.aborted) res.cork(() => void res.end());
}

async function* chunksOf(first: Chunk, second: Promise<Chunk>, reader: ReadableStreamDefaultReader<Uint8Array>) {
  if (first.value) yield first.value;
  for (let chunk = await second; !chunk.done; chunk = await reader.read()) yield chunk.value;
}

/**
 * @returns a function whose promise resolves when uWebSockets.js can write again, or when the client has disconnected
 */
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

/** End a response that has no body. The answer to HEAD contains the length of the answer to GET, if it is known. */
function endWithoutBody(res: HttpResponse, { status, headers }: Response, method: string, closing: boolean): void {
  const length = headers.get('content-length');
  if (method === 'HEAD' && length !== null) res.endWithoutBody(Number(length), closing);
  else if (WITHOUT_BODY.has(status) || method === 'HEAD') res.endWithoutBody();
  else res.end(undefined, closing);
}
