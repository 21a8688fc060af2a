import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, type Harness } from './engine-harness.ts';

const MiB = 1024 * 1024;

export function httpSuite(harness: Harness): void {
  const { answer, tcp } = harness;

  describe('HTTP', () => {
    it('answers 404 before there is a handler', async () => {
      const response = await fetch(harness.url);
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s carries JSON both ways', async (method) => {
      answer(async (request, { ip }) =>
        Response.json(
          {
            method: request.method,
            url: request.url,
            ip,
            type: request.headers.get('x-type'),
            body: await request.json(),
          },
          { status: 201 },
        ),
      );
      const url = `${harness.url}/a%20b?c=d&c=ü`;
      const init = { method, body: JSON.stringify({ text: 'é€𝄞' }), headers: { 'x-type': 'y' } };
      const response = await fetch(url, init);
      expect(response.status).toBe(201);
      expect(await response.json()).toEqual({
        method,
        url: new URL(url).href,
        ip: '127.0.0.1',
        type: 'y',
        body: { text: 'é€𝄞' },
      });
    });

    it('sends every cookie, a redirect, and no body with 204 or to HEAD', async () => {
      answer(async ({ url }) => {
        const { pathname } = new URL(url);
        if (pathname === '/204') return new Response(null, { status: 204 });
        if (pathname === '/302') return new Response(null, { status: 302, headers: { location: '/x' } });
        const headers = new Headers({ 'content-length': '4' });
        headers.append('set-cookie', 'a=1; Path=/');
        headers.append('set-cookie', 'b=2');
        return new Response('text', { headers });
      });
      const response = await fetch(harness.url);
      expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
      expect([response.headers.get('content-length'), await response.text()]).toEqual(['4', 'text']);
      const head = await fetch(harness.url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '4', '']);
      const empty = await fetch(`${harness.url}/204`);
      expect([empty.status, empty.headers.get('content-length')]).toEqual([204, null]);
      const redirect = await fetch(`${harness.url}/302`, { redirect: 'manual' });
      expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/x']);
    });

    it('reads multipart forms with files', async () => {
      answer(async (request) => {
        const form = await request.formData();
        const file = form.get('file') as File;
        return Response.json({
          title: form.get('title'),
          name: file.name,
          type: file.type,
          sum: sha256(await file.bytes()),
        });
      });
      const content = new Uint8Array(3 * MiB).map((_, i) => i % 253);
      const form = new FormData();
      form.set('title', 'Ünit');
      form.set('file', new File([content], 'plan.bin', { type: 'application/x-plan' }));
      const response = await fetch(harness.url, { method: 'POST', body: form });
      expect(await response.json()).toEqual({
        title: 'Ünit',
        name: 'plan.bin',
        type: 'application/x-plan',
        sum: sha256(content),
      });
    });

    it('streams events as they are produced', async () => {
      const gate = Promise.withResolvers<void>();
      answer(async () => {
        const encoder = new TextEncoder();
        const body = new ReadableStream({
          async start(controller) {
            controller.enqueue(encoder.encode('data: 1\n\n'));
            await gate.promise;
            controller.enqueue(encoder.encode('data: 2\n\n'));
            controller.close();
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      });
      const response = await fetch(harness.url);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect(await reader?.read()).toEqual({ done: false, value: 'data: 1\n\n' });
      gate.resolve();
      expect(await reader?.read()).toEqual({ done: false, value: 'data: 2\n\n' });
      expect((await reader?.read())?.done).toBe(true);
    });

    it('aborts the request and cancels the body when the client leaves a stream', async () => {
      const aborted = Promise.withResolvers<void>();
      const cancelled = Promise.withResolvers<void>();
      answer(async ({ signal }) => {
        signal.addEventListener('abort', () => aborted.resolve());
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
          cancel: () => cancelled.resolve(),
        });
        return new Response(body);
      });
      const client = new AbortController();
      const response = await fetch(harness.url, { signal: client.signal });
      await response.body?.getReader().read();
      client.abort();
      await Promise.all([aborted.promise, cancelled.promise]);
    });

    it('aborts the request when the client leaves before the answer', async () => {
      const arrived = Promise.withResolvers<AbortSignal>();
      answer(async ({ signal }) => {
        arrived.resolve(signal);
        await once(signal, 'abort');
        return new Response('nobody reads this');
      });
      const socket = tcp('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
      const signal = await arrived.promise;
      socket.destroy();
      await expect.poll(() => signal.aborted).toBe(true);
    });

    it('fails the body when the client leaves in the middle of an upload', async () => {
      const outcome = Promise.withResolvers<unknown>();
      const arrived = Promise.withResolvers<void>();
      answer(async (request) => {
        arrived.resolve();
        await request.text().then(outcome.resolve, () => outcome.resolve('failed'));
        return new Response();
      });
      const socket = tcp('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf');
      await arrived.promise;
      socket.destroy();
      expect(await outcome.promise).toBe('failed');
    });

    it('reads an upload at the handler’s pace', async () => {
      const gate = Promise.withResolvers<void>();
      answer(async (request) => {
        await gate.promise;
        return new Response(sha256(new Uint8Array(await request.arrayBuffer())));
      });
      const size = 32 * MiB;
      const chunk = Buffer.alloc(MiB, 'a');
      const socket = tcp(`POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: ${size}\r\n\r\n`);
      for (let sent = 0; sent < size; sent += MiB) socket.write(chunk);
      await sleep(300);
      expect(socket.writableLength).toBeGreaterThan(size / 4);
      gate.resolve();
      expect(await text(socket)).toContain(sha256(Buffer.alloc(size, 'a')));
    });

    it('sends a whole download at the client’s pace', async () => {
      let produced = 0;
      answer(async () => {
        const body = new ReadableStream({
          pull(controller) {
            if (produced === 64) controller.close();
            else controller.enqueue(new Uint8Array(MiB).fill(produced++));
          },
        });
        return new Response(body);
      });
      const socket = tcp('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      socket.pause();
      await sleep(300);
      expect(produced).toBeLessThan(48);
      let received = 0;
      socket.on('data', (data) => (received += data.byteLength));
      socket.resume();
      await once(socket, 'close');
      expect([produced, received > 64 * MiB]).toEqual([64, true]);
    });

    it('answers an upload that nobody reads, and receives the rest of it', async () => {
      answer(async () => new Response('too much', { status: 413 }));
      const response = await fetch(harness.url, { method: 'POST', body: new Uint8Array(5 * MiB) });
      expect([response.status, await response.text()]).toEqual([413, 'too much']);
    });

    it('ends an endless upload that nobody reads', async () => {
      answer(async () => new Response('too much', { status: 413 }));
      const socket = tcp('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
      let received = '';
      socket.on('data', (data) => (received += data));
      const endless = setInterval(() => socket.write('1\r\na\r\n'), 50);
      await ended(socket);
      clearInterval(endless);
      expect(received).toMatch(/^HTTP\/1.1 413 /);
    });

    it('streams a whole answer to an endless upload that nobody reads, and then ends it', async () => {
      answer(async () => {
        const body = new ReadableStream({
          async start(controller) {
            for (const part of ['one ', 'two ', 'three']) {
              controller.enqueue(new TextEncoder().encode(part));
              await sleep(5);
            }
            controller.close();
          },
        });
        return new Response(body);
      });
      const socket = tcp('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
      let received = '';
      socket.on('data', (data) => (received += data));
      const endless = setInterval(() => socket.write('1\r\na\r\n'), 50);
      await ended(socket);
      clearInterval(endless);
      const [head = '', ...body] = received.split('\r\n\r\n');
      const chunked = /transfer-encoding: chunked/i.test(head);
      const text = chunked
        ? [...body.join('\r\n\r\n').matchAll(/^[0-9a-f]+\r\n(.*)\r\n/gm)].map(([, part]) => part)
        : body;
      expect(text.join('')).toBe('one two three');
      expect(received).not.toMatch(/three[^]*connection/i);
    });

    it.each(['a/secret?', 'a#', 'x@a/secret', 'a\\\\secret'])('takes no path from the host %j', async (host) => {
      const paths: string[] = [];
      answer(async ({ url }) => {
        paths.push(new URL(url).pathname);
        return new Response();
      });
      const status = await text(tcp(`GET /public HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`));
      expect(status).toMatch(/^HTTP\/1.1 400 /);
      expect(paths).toEqual([]);
    });

    it('answers 500 if the handler fails, and reports the reason to the operator', async () => {
      answer(() => Promise.reject(new Error('a defect')));
      const response = await fetch(harness.url);
      expect([response.status, response.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
      expect(await response.text()).not.toContain('defect');
      expect(harness.warnings.splice(0).join()).toContain('a defect');
    });

    it('aborts a response whose body fails', async () => {
      answer(async () => {
        const body = new ReadableStream({
          async pull(controller) {
            controller.enqueue(new TextEncoder().encode('half'));
            await sleep(20);
            controller.error(new Error('lost'));
          },
        });
        return new Response(body);
      });
      const response = await fetch(harness.url);
      await expect(response.text()).rejects.toThrow('terminated');
      harness.warnings.splice(0);
    });

    it.each([
      'GET http://other/path HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET // HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /%ff?%zz HTTP/1.1\r\nhost: [\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n',
      'TRACE / HTTP/1.1\r\nhost: a\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
      'NONSENSE / HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /\xff HTTP/1.1\r\nhost: a\r\nx: \xff\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      'GET /socket.io/ HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: a\r\n\r\n',
      'GET /socket.io/?EIO=4&transport=websocket&sid=__proto__ HTTP/1.1\r\nhost: a\r\n\r\n',
      'POST /socket.io/?EIO=4&transport=constructor HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n40',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ])('survives %j', async (bytes) => {
      answer(async () => new Response('fine'));
      const socket = tcp(bytes);
      await Promise.race([new Promise((resolve) => socket.once('data', resolve)), ended(socket), sleep(500)]);
      expect(await (await fetch(harness.url)).text()).toBe('fine');
    });
  });
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
