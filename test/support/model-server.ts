import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCleanup } from './cleanup.ts';

/** One step of the fake model's answer to a request. */
export type Step =
  | { say: string }
  | { tool: string; arguments: unknown }
  | { wait: number }
  | { status: number; retryAfter?: number }
  | { cut: true }
  | { finish: 'stop' | 'length' | 'tool_calls' };

export interface CompletionRequest {
  model: string;
  messages: { role: string; content: string }[];
  tools?: { function: { name: string } }[];
  stream: boolean;
}

export interface ModelServer {
  /** The address of the server, for OPENAI_BASE_URL. */
  url: string;
  requests: CompletionRequest[];
  /** Whether `/embeddings` works. If false, it answers with status 503. */
  embeds: boolean;
  /** Returns how many connections the client has closed before the answer was complete. */
  aborted(): number;
}

export const words = (count: number) => Array.from({ length: count }, (_, n): Step => ({ say: `word${n} ` }));

/**
 * Start a fake model: an HTTP server with the Chat Completions API. It can stream text and tool calls, report usage,
 * answer with errors, and cut a connection in the middle of a stream.
 */
export async function startModelServer(reply: (request: CompletionRequest, n: number) => Step[]): Promise<ModelServer> {
  const requests: CompletionRequest[] = [];
  const served: ModelServer = { url: '', requests, embeds: true, aborted: () => aborted };
  const cut = new WeakSet<ServerResponse>();
  let aborted = 0;

  async function complete(request: CompletionRequest, response: ServerResponse): Promise<void> {
    const id = `chatcmpl-${requests.length}`;
    const base = { id, object: 'chat.completion.chunk', created: 0, model: request.model };
    const steps = reply(request, requests.length);
    const send = (delta: object, finish: string | null = null) => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    };
    let finish: string = steps.some((step) => 'tool' in step) ? 'tool_calls' : 'stop';
    let [said, tools] = [0, 0];
    for (const step of steps) {
      if (response.destroyed) return;
      if ('say' in step) {
        send({ content: step.say });
        said += 1;
      } else if ('tool' in step) {
        const text = JSON.stringify(step.arguments);
        send({
          tool_calls: [
            {
              index: tools,
              id: `call_${tools}`,
              type: 'function',
              function: { name: step.tool, arguments: text.slice(0, 5) },
            },
          ],
        });
        send({ tool_calls: [{ index: tools, function: { arguments: text.slice(5) } }] });
        tools += 1;
      } else if ('wait' in step) await sleep(step.wait);
      else if ('status' in step) {
        response.writeHead(step.status, {
          'content-type': 'application/json',
          ...(step.retryAfter !== undefined && { 'retry-after': String(step.retryAfter) }),
        });
        response.end(JSON.stringify({ error: { message: `scripted ${step.status}`, type: 'scripted' } }));
        return;
      } else if ('cut' in step) {
        await sleep(20);
        cut.add(response);
        response.destroy();
        return;
      } else finish = step.finish;
    }
    send({}, finish);
    response.write(
      `data: ${JSON.stringify({ ...base, choices: [], usage: { prompt_tokens: 10, completion_tokens: said, total_tokens: 10 + said } })}\n\n`,
    );
    response.end('data: [DONE]\n\n');
  }

  function embed(input: string[], response: ServerResponse): void {
    if (!served.embeds) {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"scripted 503"}}');
      return;
    }
    const data = input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: Array.from({ length: 8 }, (_, n) => Math.sin(text.length + n)),
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ object: 'list', data, model: 'scripted', usage: { prompt_tokens: 1, total_tokens: 1 } }),
    );
  }

  const server = createServer((request, response) => {
    response.on('close', () => {
      if (!response.writableFinished && !cut.has(response)) aborted += 1;
    });
    void body(request).then((parsed) => {
      if (request.url?.endsWith('/embeddings')) return embed([parsed.input].flat() as string[], response);
      requests.push(parsed as unknown as CompletionRequest);
      return complete(parsed as unknown as CompletionRequest, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return served;
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}
