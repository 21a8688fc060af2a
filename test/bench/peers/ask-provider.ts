import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';

const agent = new Agent({ keepAlive: true });
const BODY = JSON.stringify({
  model: 'bench',
  stream: true,
  messages: [{ role: 'user', content: 'How do I warm up?' }],
});

/** Request one streamed answer from the provider, with the fastest HTTP client that Node has. */
export async function askProvider(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const answered = Promise.withResolvers<IncomingMessage>();
  request(`${url}/v1/chat/completions`, {
    method: 'POST',
    agent,
    signal,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) },
  })
    .on('response', answered.resolve)
    .on('error', answered.reject)
    .end(BODY);
  const response = await answered.promise;
  // This error occurs when the reader of the answer has disconnected. Without a handler it would end the process.
  return response.on('error', () => undefined);
}

/**
 * Call `onToken` with each token of the stream. A server has to parse the tokens if it stores the text that it
 * forwards.
 */
export function onTokens(response: IncomingMessage, onToken: (token: string) => void): void {
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const token = JSON.parse(line.slice('data: '.length)).choices[0]?.delta.content;
      if (token) onToken(token);
    }
  });
}
