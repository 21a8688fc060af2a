import { once } from 'node:events';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../domain/address-key.ts';
import { createClientIp } from '../../../server/http/client-ip.ts';
import { PASSWORD, rest, signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';

const HANDSHAKES = 3;

describe('[B3] the key of the limits', () => {
  it.each<[ip: string, key: string]>([
    ['203.0.113.9', 'ip:203.0.113.9'],
    ['2001:db8:1:2::1', 'ip:2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:a:b:c:d', 'ip:2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', 'ip:2001:db8:1:3::/64'],
    ['2001:db8::1', 'ip:2001:db8:0:0::/64'],
    ['::1', 'ip:0:0:0:0::/64'],
    ['fe80::1%eth0', 'ip:fe80:0:0:0::/64'],
  ])('of %s is %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

describe('[B3] the caller’s address', () => {
  it.each<[peer: string, header: string | undefined, ip: string]>([
    ['203.0.113.9', '1.2.3.4', '203.0.113.9'],
    ['127.0.0.1', '1.2.3.4', '127.0.0.1'],
    ['::1', '::2', '::1'],
  ])('from %s with %s is the peer’s address if no proxy is trusted', (peer, header, ip) => {
    expect(createClientIp([])(peer, header)).toBe(ip);
  });

  it.each<[peer: string, header: string | undefined, ip: string]>([
    ['10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    // The client may have written the leftmost address itself, so it is not trusted.
    ['10.0.0.1', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['10.0.0.1', '10.0.0.9, 198.51.100.7, 10.0.0.2,fd00::5', '198.51.100.7'],
    ['198.51.100.1', '1.1.1.1', '198.51.100.1'],
    ['198.51.100.1', '1.1.1.1, 10.0.0.1', '198.51.100.1'],
    ['11.0.0.1', '1.1.1.1', '11.0.0.1'],
    // If all addresses are in the trusted network, the client is inside it, and the leftmost address is the client's.
    ['10.0.0.1', '10.0.0.7', '10.0.0.7'],
    // If a part can't be read, nothing to the left of it is trusted.
    ['10.0.0.1', 'nonsense', '10.0.0.1'],
    ['10.0.0.1', '1.1.1.1, unknown, 10.0.0.2', '10.0.0.2'],
    ['10.0.0.1', '1.1.1.1, ,', '10.0.0.1'],
    ['fd00::1', '2001:db8::7', '2001:db8::7'],
    ['fd00::1', '1.1.1.1, 2001:db8::7', '2001:db8::7'],
    ['fd00:0000:0000:0000:0000:0000:0000:0001', '198.51.100.7', '198.51.100.7'],
    ['fe00::1', '1.1.1.1', 'fe00::1'],
    // A proxy that listens on IPv4 and IPv6 may write IPv4 addresses with the prefix `::ffff:`. Both forms are the same
    // address.
    ['10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', '1.1.1.1, ::ffff:198.51.100.7, ::FFFF:10.0.0.2', '198.51.100.7'],
  ])('from %s with %s is %s behind trusted proxies', (peer, header, ip) => {
    expect(createClientIp(['10.0.0.0/8', 'fd00::/8'])(peer, header)).toBe(ip);
  });
});

/** Connect a socket as if through a proxy. Return true if it was accepted, otherwise the error code. */
async function handshake(url: string, token: string, ...forwarded: string[]): Promise<true | string> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token, protocol: 1 },
    extraHeaders: { 'x-forwarded-for': forwarded as unknown as string },
  });
  onCleanup(() => socket.disconnect());
  return new Promise((resolve) => {
    socket.once('ready', () => resolve(true));
    socket.once('connect_error', (error) => resolve((error as unknown as { data: { code: string } }).data.code));
  });
}

/** Sign in with several `X-Forwarded-For` lines. `fetch` can't send them, because it joins them into one line. */
async function signInRaw(url: string, email: string, forwarded: string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ email, password: PASSWORD });
  const lines = [
    'POST /api/v1/auth/login HTTP/1.1',
    `host: ${hostname}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...forwarded.map((value) => `X-Forwarded-For: ${value}`),
  ];
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'close');
  const token = /"accessToken":"([^"]+)"/.exec(answer)?.[1];
  if (!token) throw new Error(answer);
  return token;
}

describe.each(['auto', 'node'])('[B3] addresses on REST and the socket, ENGINE=%s', (ENGINE) => {
  const options = { ENGINE, RATE_LIMITS: 'on', HANDSHAKES_PER_MINUTE_PER_IP: String(HANDSHAKES) };

  async function placeOf(url: string, token: string): Promise<string> {
    const { body } = await rest(url, 'GET', '/auth/sessions', { token });
    return body.data.find((session: { current: boolean }) => session.current).ipPrefix;
  }

  it('without TRUST_PROXY the header changes nothing: every socket counts for the peer', async () => {
    const { url } = await startNode(options);
    const { email, accessToken } = await signUp(url);
    expect(await placeOf(url, await signInRaw(url, email, ['203.0.113.9']))).toBe('127.0.0.0/24');
    for (let n = 0; n < HANDSHAKES; n += 1) expect(await handshake(url, accessToken, `203.0.113.${n}`)).toBe(true);
    expect(await handshake(url, accessToken, '203.0.113.99')).toBe('rate_limited');
  });

  it('with TRUST_PROXY each caller has a separate address, which the caller can’t forge', async () => {
    const { url } = await startNode({ ...options, TRUST_PROXY: '127.0.0.0/8,10.0.0.0/8' });
    const { email, accessToken } = await signUp(url);
    expect(await placeOf(url, await signInRaw(url, email, ['203.0.113.9']))).toBe('203.0.113.0/24');
    expect(await placeOf(url, await signInRaw(url, email, ['2001:db8:7::9']))).toBe('2001:db8:7::/48');
    // A proxy may add a second header line instead of extending the first.
    expect(await placeOf(url, await signInRaw(url, email, ['1.1.1.1', '203.0.113.9']))).toBe('203.0.113.0/24');
    expect(await placeOf(url, await signInRaw(url, email, ['203.0.113.9', '10.0.0.2']))).toBe('203.0.113.0/24');

    for (let n = 0; n < HANDSHAKES; n += 1) {
      const spoofed = `1.1.1.${n}, 203.0.113.1`;
      expect(await handshake(url, accessToken, spoofed)).toBe(true);
    }
    expect(await handshake(url, accessToken, '1.1.1.99, 203.0.113.1')).toBe('rate_limited');
    expect(await handshake(url, accessToken, '203.0.113.1', '10.0.0.2')).toBe('rate_limited');
    expect(await handshake(url, accessToken, '203.0.113.2')).toBe(true);
    expect(await handshake(url, accessToken)).toBe(true);
  });
});
