import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Harness } from './engine-harness.ts';

/** An engine closes slow connections after ten seconds. It checks only at intervals, so some seconds are added. */
const CUT_WITHIN_MS = 16_000;
const STEP_MS = 500;

/**
 * Tests that slow clients are disconnected. By sending one byte at a time, they could keep connections open for ever
 * (slowloris).
 */
export function slowSuite(harness: Harness): void {
  const { answer, tcp } = harness;

  /**
   * Send the parts of a request, one every `STEP_MS`. Return after how many milliseconds the server closed the
   * connection.
   */
  async function held(parts: Iterable<string>): Promise<number> {
    const socket = tcp('');
    const from = performance.now();
    const closed = once(socket, 'close').catch(() => undefined);
    socket.resume();
    const sending = (async () => {
      for (const part of parts) {
        if (!socket.writable) return;
        socket.write(part);
        await sleep(STEP_MS);
      }
    })();
    await Promise.race([closed, sleep(2 * CUT_WITHIN_MS)]);
    const time = performance.now() - from;
    socket.destroy();
    await sending;
    return time;
  }

  function* slowly(start: string, part: string): Generator<string> {
    yield start;
    while (true) yield part;
  }

  describe('slow clients', () => {
    it('are disconnected, whatever they are slow with', { timeout: 60_000 }, async () => {
      answer(async (request) => new Response(await request.text().catch(() => 'none')));
      const head = 'POST / HTTP/1.1\r\nhost: a\r\n';
      const times = await Promise.all([
        held([]),
        held(slowly('G', 'E')),
        held(slowly('GET / HTTP/1.1\r\nhost: a\r\n', 'x: 1\r\n')),
        held(slowly(`${head}content-length: 1000\r\n\r\n`, 'a')),
        held(slowly(`${head}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n')),
        // The first request is complete and gets an answer. Then the client sends nothing, or an endless second
        // request.
        held(['GET / HTTP/1.1\r\nhost: a\r\n\r\n']),
        held(slowly('GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'x')),
      ]);
      for (const time of times) expect(time).toBeLessThan(CUT_WITHIN_MS);
    });

    it('may take their time to read an answer', { timeout: 60_000 }, async () => {
      answer(async () => {
        await sleep(CUT_WITHIN_MS);
        return new Response('at last');
      });
      expect(await text(tcp('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'))).toContain('at last');
    });
  });

  it.each<[bytes: number, status: number]>([
    [15_000, 200],
    [20_000, 431],
  ])('headers of %i bytes are answered with %i', async (bytes, status) => {
    answer(async () => new Response('fine'));
    const request = `GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: ${'x'.repeat(bytes)}\r\n\r\n`;
    expect(await text(tcp(request))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
}
