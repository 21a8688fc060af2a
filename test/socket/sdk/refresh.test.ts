import { createServer } from 'node:http';
import { connect as connectTo } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, memoryStore, register, tokenStore } from '../../../client-sdk/src/index.ts';
import type { ConnectionState, TokenPair } from '../../../client-sdk/src/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode, startNode } from '../../support/node.ts';

const SOON = { timeout: 20_000 };

let url: string;
beforeAll(async () => {
  ({ url } = await sharedNode());
});

/** Return tokens for a new user. The access token has expired, as on a device that was off overnight. */
async function stale(target: string): Promise<TokenPair> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { refreshToken } = await register(target, { email, password: PASSWORD });
  return { refreshToken, accessToken: `x.${btoa(JSON.stringify({ exp: 1 }))}.x` };
}

function open(target: string, credentials: Parameters<typeof connect>[1]) {
  const client = connect(target, credentials);
  onCleanup(() => client.close());
  const states: ConnectionState[] = [client.state];
  client.onState((state) => states.push(state));
  return { client, states };
}

/**
 * Start a proxy to the node. It answers the first `/auth/refresh` requests with `refusals`, in order, and forwards all
 * other requests.
 */
async function behind(refusals: { status: number; type: string; body: string }[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const server = createServer(async (request, response) => {
    const refusal = request.url?.endsWith('/auth/refresh') ? refusals.shift() : undefined;
    if (refusal) return response.writeHead(refusal.status, { 'content-type': refusal.type }).end(refusal.body);
    const answer = await fetch(`http://${hostname}:${port}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      body: request.method === 'POST' ? Buffer.concat(await request.toArray()) : null,
    });
    return response
      .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      .end(await answer.text());
  });
  server.on('upgrade', (request, socket) => {
    const upstream = connectTo(Number(port), hostname);
    onCleanup(() => upstream.destroy());
    for (const side of [socket, upstream]) side.on('error', () => side.destroy());
    const headers = request.rawHeaders.map((part, n) => (n % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('');
    upstream.write(`GET ${request.url} HTTP/1.1\r\n${headers}\r\n`);
    upstream.pipe(socket).pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('renewing the access token before a connection [C6]', () => {
  it.each([
    [
      '503',
      {
        status: 503,
        type: 'application/problem+json',
        body: '{"code":"unavailable","title":"Not now","retryable":true}',
      },
    ],
    [
      '429',
      {
        status: 429,
        type: 'application/problem+json',
        body: '{"code":"rate_limited","title":"Too many","retryable":true}',
      },
    ],
    ['502 of a proxy, in HTML', { status: 502, type: 'text/html', body: '<h1>Bad Gateway</h1>' }],
    ['200 of a captive portal', { status: 200, type: 'text/html', body: '<h1>Welcome to the airport</h1>' }],
  ])('is tried again after %s', async (_name, refusal) => {
    const target = await behind([refusal, refusal]);
    const { client, states } = open(target, await stale(url));
    await expect.poll(() => client.state.state, SOON).toBe('connected');
    const lost = states.filter((one) => one.state === 'disconnected');
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ retryable }) => retryable)).toBe(true);
  });

  it('is tried again if the token store fails', async () => {
    const tokens = tokenStore(memoryStore());
    await tokens.set(await stale(url));
    let failures = 2;
    const { client } = open(url, {
      tokens: { ...tokens, get: async () => (failures-- > 0 ? Promise.reject(new Error('locked')) : tokens.get()) },
    });
    await expect.poll(() => client.state.state, SOON).toBe('connected');
  });

  it('ends for good if the refresh token is not known', async () => {
    const { client } = open(url, { ...(await stale(url)), refreshToken: 'unknown' });
    await expect.poll(() => client.state, SOON).toMatchObject({ state: 'disconnected', retryable: false });
    expect(client.state).toMatchObject({ code: 'unauthenticated' });
  });

  it('ends for good, once, if the refresh token has expired', { timeout: 60_000 }, async () => {
    const { url: shortLived } = await startNode({ REFRESH_TOKEN_TTL: '1' });
    const tokens = await stale(shortLived);
    await sleep(1_500);
    const { client, states } = open(shortLived, tokens);
    await expect.poll(() => client.state, SOON).toMatchObject({ retryable: false, code: 'token_expired' });
    expect(states.filter((one) => one.state === 'disconnected' && !one.retryable)).toHaveLength(1);
  });
});
