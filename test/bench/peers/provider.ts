import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stamp } from '../clock.ts';

/**
 * Run an HTTP server with the Chat Completions API. Each answer is a stream of tokens that contain a stamp. A token is
 * sent every `PACE_MS` until `POST /stop`, even if the reader of the stream is slow.
 */
const PACE_MS = Number(process.argv[2]);
const running = new Map<ServerResponse, NodeJS.Timeout>();

const frame = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'bench',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  running.set(
    response,
    setInterval(() => response.write(frame({ content: stamp() })), PACE_MS),
  );
  response.once('close', () => end(response));
}

function end(response: ServerResponse): void {
  clearInterval(running.get(response));
  if (running.delete(response) && !response.destroyed) response.end(`${frame({}, 'stop')}data: [DONE]\n\n`);
}

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (request.url !== '/stop') return begin(response);
    for (const one of running.keys()) end(one);
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
