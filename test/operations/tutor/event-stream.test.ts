import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompletions } from '../../../server/integrations/models/completions.ts';
import { createEventStreamParser } from '../../../server/integrations/models/event-stream.ts';
import { onCleanup } from '../../support/cleanup.ts';

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const said = 'Grüße 💪 an alle: 引体向上!';
const whole = `: hello\n\n${[...said].map(chunk).join('')}data: [DONE]\n\n`;

/** Starts a fake model provider that answers with `answer`. `asked` counts its connections and requests. */
async function provider(answer: (response: ServerResponse, n: number) => void | Promise<void>) {
  const asked = { connections: 0, requests: 0 };
  const server = createServer((request, response) => {
    asked.requests += 1;
    request.resume();
    request.on('end', () => void answer(response, asked.requests));
  });
  server.on('connection', () => (asked.connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
  return { complete: createCompletions({ apiKey: 'k', baseUrl }), asked };
}

async function textOf(complete: ReturnType<typeof createCompletions>, signal = new AbortController().signal) {
  let text = '';
  for await (const chunks of complete({ stream: true }, signal, () => undefined))
    for (const { choices } of chunks) text += choices?.[0]?.delta?.content ?? '';
  return text;
}

describe('[MO1] Server-Sent Events', () => {
  const parsed = (...parts: string[]) => {
    const parse = createEventStreamParser();
    return parts.flatMap((part) => parse(part)).map(({ event, data }) => (event === 'message' ? data : [event, data]));
  };

  it('are read with comments, fields without a space, several lines of data, names and an unfinished line', () => {
    expect(
      parsed(': ping\n\ndata:a\n\nid: 7\nretry: 1\ndata: b\ndata:  c\n\n\n\nevent: error\ndata\n\ndata: late'),
    ).toEqual(['a', 'b\n c', ['error', '']]);
  });

  it('may begin with a byte order mark, which is ignored', () => {
    expect(parsed('\ufeffdata: a\n\n')).toEqual(['a']);
  });

  it('are the same wherever the text is cut and however its lines end', () => {
    const lines = [': c', 'data: {"a":"ü💪"}', '', 'event: x', 'data: 1', 'data: 2', '', 'data: [DONE]', '', ''];
    const expected = parsed(lines.join('\n'));
    expect(expected).toHaveLength(3);
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(60), { maxLength: 8 }), (end, cuts) => {
        // After the text comes one more line. If a carriage return at the end of the text did not end its line, the
        // result would differ.
        const text = `${lines.join(end)}: end`;
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(parsed(...at.slice(1).map((to, n) => text.slice(at[n], to)))).toEqual(expected);
      }),
    );
  });
});

describe('[MO1] an answer of a provider', () => {
  it('is complete, wherever the network cuts its bytes', async () => {
    const { complete } = await provider(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const byte of Buffer.from(whole)) {
        response.write(Buffer.from([byte]));
        if (byte > 0x7f) await sleep(1);
      }
      response.end();
    });
    expect(await textOf(complete)).toBe(said);
  });

  it.each([
    ['gzip', createGzip],
    ['deflate', createDeflate],
    ['br', createBrotliCompress],
  ])('can be compressed with %s', async (encoding, create) => {
    const { complete } = await provider((response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      const encoder = create();
      encoder.pipe(response);
      encoder.end(whole);
    });
    expect(await textOf(complete)).toBe(said);
  });

  it('that has ended leaves its connection for the next answer, whatever follows [DONE]', async () => {
    const { complete, asked } = await provider((response) => {
      response.write(whole);
      setTimeout(() => response.end('data: {"choices":[{"delta":{"content":"late"}}]}\n\n'), 20);
    });
    for (let n = 0; n < 3; n += 1) {
      expect(await textOf(complete)).toBe(said);
      await sleep(60);
    }
    expect(asked).toEqual({ connections: 1, requests: 3 });
  });

  it('[MO2] that is an error has the reason and the time of the next try', async () => {
    const { complete } = await provider((response, n) => {
      const [status, body] = n === 1 ? [429, '{"error":{"message":"slow down"}}'] : [404, `<html>${'x'.repeat(1e6)}`];
      response.writeHead(status, { 'retry-after': '2' }).end(body);
    });
    await expect(textOf(complete)).rejects.toMatchObject({
      kind: 'rate_limit',
      retryAfterMs: 2_000,
      cause: { message: expect.stringContaining('429 {"error":{"message":"slow down"}}') },
    });
    const refused: unknown = await textOf(complete).catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: 'refused', code: 'upstream_failed' });
    expect(String((refused as Error).cause).length).toBeLessThan(1_000);
  });

  it.each([
    ['an error event', 'event: error\ndata: {"message":"overloaded"}\n\n'],
    ['an error instead of a chunk', 'data: {"error":{"message":"overloaded"}}\n\n'],
    ['a chunk that is no JSON', 'data: {"choices":[\n\n'],
  ])('[MO2] fails at %s in its middle', async (_what, line) => {
    const { complete } = await provider((response) => void response.end(chunk('Hello') + line + chunk('again')));
    const heard: string[] = [];
    const reading = (async () => {
      const signal = new AbortController().signal;
      for await (const [first] of complete({}, signal, () => undefined))
        heard.push(first?.choices?.[0]?.delta?.content ?? '');
    })();
    await expect(reading).rejects.toThrow();
    expect(heard).toEqual(['Hello']);
  });

  it('[MO2] fails if it ends early, in plain or compressed text', async () => {
    const { complete } = await provider((response, n) => {
      response.writeHead(200, n === 2 ? { 'content-encoding': 'gzip' } : {});
      if (n === 1) response.write(chunk('Hello'));
      else {
        const gzip = createGzip();
        gzip.pipe(response, { end: false });
        gzip.write(chunk('Hello'));
        gzip.flush();
      }
      setTimeout(() => response.destroy(), 50);
    });
    await expect(textOf(complete)).rejects.toThrow();
    await expect(textOf(complete)).rejects.toThrow();
  });

  it('is ended by an abort, before its first byte and later', async () => {
    let closed = 0;
    const { complete, asked } = await provider((response, n) => {
      response.on('close', () => (closed += 1));
      if (n === 2) response.write(chunk('Hello'));
    });
    for (const n of [1, 2]) {
      const abort = new AbortController();
      const reading = textOf(complete, abort.signal);
      reading.catch(() => undefined);
      await expect.poll(() => asked.requests).toBe(n);
      await sleep(20);
      abort.abort();
      await expect(reading).rejects.toThrow(/abort/);
      await expect.poll(() => closed).toBe(n);
    }
  });
});
