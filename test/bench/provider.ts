import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Run, in a worker thread, an HTTP server with the Chat Completions API. The first token of each answer is the time at
 * which it was sent, in milliseconds since 1970.
 */
const { tokens, paceMs } = workerData as { tokens: number; paceMs: number };

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'bench', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const WORD = chunk({ content: 'words ' });
const END = `${chunk({}, 'stop')}data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":0,"model":"bench","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":${tokens},"total_tokens":10}}\n\ndata: [DONE]\n\n`;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ content: `${performance.timeOrigin + performance.now()} ` }));
    if (paceMs === 0) return void response.end(WORD.repeat(tokens - 1) + END);
    let said = 1;
    const timer = setInterval(() => {
      if (said >= tokens || response.destroyed) {
        clearInterval(timer);
        response.end(END);
        return;
      }
      said += 1;
      response.write(WORD);
    }, paceMs);
  });
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
