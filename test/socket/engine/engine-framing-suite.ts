import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ended, type Harness } from './engine-harness.ts';

const EVIL = 'GET /evil HTTP/1.1\r\nhost: a\r\n\r\n';
const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'host: a',
  'connection: upgrade',
  'upgrade: websocket',
  `sec-websocket-key: ${'A'.repeat(22)}==`,
  'sec-websocket-version: 13',
  '',
].join('\r\n');
const CHUNKED = '5\r\nhello\r\n0\r\n\r\n';

/**
 * Tests where a request ends. If a proxy and the server disagree about that, an attacker can smuggle a second request
 * past the proxy (RFC 9112, 6.3 and 11.2).
 */
export function framingSuite(harness: Harness): void {
  const { answer, tcp } = harness;

  /**
   * Send a request. Return all that is received until the server closes the connection, and the paths of the requests
   * that reached the handler.
   */
  async function exchange(request: string): Promise<{ received: string; paths: string[] }> {
    const paths: string[] = [];
    answer(async ({ url }) => {
      paths.push(new URL(url).pathname);
      return new Response('answered');
    });
    const socket = tcp(request);
    let received = '';
    socket.on('data', (data) => (received += data));
    await ended(socket);
    return { received, paths };
  }

  describe('framing', () => {
    it.each<[what: string, head: string, body: string]>([
      ['two Content-Lengths', 'content-length: 5\r\ncontent-length: 50', 'hello'],
      ['the same Content-Length twice', 'content-length: 5\r\ncontent-length: 5', 'hello'],
      ['a list of lengths', 'content-length: 5, 5', 'hello'],
      ['a length with a sign', 'content-length: +5', 'hello'],
      ['an empty length', 'content-length: ', ''],
      ['an unknown coding', 'transfer-encoding: gzip', CHUNKED],
      ['an unknown coding before chunked', 'transfer-encoding: gzip, chunked', CHUNKED],
      ['chunked twice', 'transfer-encoding: chunked, chunked', CHUNKED],
      ['two lines of codings', 'transfer-encoding: chunked\r\ntransfer-encoding: identity', CHUNKED],
      ['two lines the other way round', 'transfer-encoding: identity\r\ntransfer-encoding: chunked', CHUNKED],
      ['an empty coding', 'transfer-encoding: ', CHUNKED],
      ['both', 'content-length: 5\r\ntransfer-encoding: chunked', '0\r\n\r\n'],
      ['both the other way round', 'transfer-encoding: chunked\r\ncontent-length: 5', '0\r\n\r\n'],
      ['two lengths in capitals', 'Content-LENGTH: 5\r\nCONTENT-length: 6', 'hello'],
    ])('%s is 400, and the bytes after it are not read as a second request', async (_what, head, body) => {
      for (const start of ['POST / HTTP/1.1', 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1']) {
        const { received, paths } = await exchange(`${start}\r\nhost: a\r\n${head}\r\n\r\n${body}${EVIL}${EVIL}`);
        expect([start, received.split('\r\n')[0]]).toEqual([start, 'HTTP/1.1 400 Bad Request']);
        expect([received.match(/HTTP\/1\.1 /g)?.length, received.includes('answered'), paths]).toEqual([1, false, []]);
      }
    });

    it('refuses an upgrade whose body has two lengths', async () => {
      const { received } = await exchange(`${UPGRADE}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`);
      expect(received).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('reads both kinds of framing, one request after the other', async () => {
      const bodies: string[] = [];
      answer(async (request) => {
        bodies.push(await request.text());
        return new Response('fine');
      });
      const last = new Promise<void>((resolve) => {
        const socket = tcp('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\none');
        socket.once('data', () => {
          socket.write(`POST / HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: Chunked\r\n\r\n${CHUNKED}`);
          socket.once('data', () => resolve());
        });
      });
      await last;
      expect(bodies).toEqual(['one', 'hello']);
    });
  });

  it('never names the engine in an answer of the application', async () => {
    answer(async () => new Response('fine'));
    for (const path of ['/', '/socket.io/', '/socket.io/?EIO=4&transport=polling']) {
      const { headers } = await fetch(harness.url + path);
      expect([path, headers.get('uwebsockets'), headers.get('server'), headers.get('x-powered-by')]).toEqual([
        path,
        null,
        null,
        null,
      ]);
    }
    const socket = tcp(`${UPGRADE}\r\n`);
    const [upgraded] = await once(socket, 'data');
    expect(String(upgraded)).toMatch(/^HTTP\/1\.1 101 /);
    expect(String(upgraded)).not.toMatch(/uwebsockets|server:/i);
  });
}
