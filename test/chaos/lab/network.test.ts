import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { onCleanup } from '../../support/cleanup.ts';
import { createNetwork } from './network.ts';

/** Connect a client to a server through the network under test. */
async function connected() {
  const network = createNetwork();
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = { port: (server.address() as AddressInfo).port, node: 0 };
  const port = await network.proxy('device', () => target, 'device0');
  onCleanup(() => {
    network.close();
    server.close();
  });
  const dial = () => connect(port, '127.0.0.1').on('error', () => undefined);
  const client = dial();
  await expect.poll(() => accepted.length).toBe(1);
  const heard = { byServer: '', byClient: '' };
  accepted[0]!.on('data', (chunk) => (heard.byServer += String(chunk)));
  client.on('data', (chunk) => (heard.byClient += String(chunk)));
  return { network, client, server: accepted[0]!, accepted, heard, dial };
}

const everything = () => true;

it('carries bytes both ways, and ends one side with the other', async () => {
  const { client, server, heard } = await connected();
  client.write('ping');
  server.write('pong');
  await expect.poll(() => heard).toEqual({ byServer: 'ping', byClient: 'pong' });
  client.destroy();
  await once(server, 'close');
});

it('stalls one direction only, and loses no bytes of it', async () => {
  const { network, client, server, heard } = await connected();
  const end = network.impose({ applies: everything, up: { stalled: true } });
  client.write('one ');
  server.write('pong');
  await expect.poll(() => heard.byClient).toBe('pong');
  client.write('two');
  await sleep(100);
  expect(heard.byServer).toBe('');
  end();
  await expect.poll(() => heard.byServer).toBe('one two');
});

it('delays bytes, and limits the bandwidth', async () => {
  const { network, client, heard } = await connected();
  const end = network.impose({ applies: everything, up: { delayMs: 100, bytesPerSecond: 1_000 } });
  const began = performance.now();
  client.write('x'.repeat(200));
  await expect.poll(() => heard.byServer.length).toBe(200);
  // A timer may fire up to a millisecond early, so slightly less than 300 ms may have passed.
  expect(performance.now() - began).toBeGreaterThan(295);
  end();
});

it('cuts connections, and refuses new ones while the rule holds', async () => {
  const { network, client, server, accepted, dial } = await connected();
  const end = network.impose({ applies: ({ device }) => device === 'device0', refuses: true });
  network.cut(({ edge }) => edge === 'device');
  await Promise.all([once(client, 'close'), once(server, 'close')]);
  await once(dial(), 'close');
  end();
  dial();
  await expect.poll(() => accepted.filter((socket) => !socket.destroyed).length).toBe(1);
});

it('tells the other end of an abandoned connection nothing until its time has come', async () => {
  const { network, client, server, heard } = await connected();
  network.abandon(everything, 300);
  client.end('goodbye');
  client.destroy();
  await sleep(100);
  expect([server.destroyed, heard.byServer]).toEqual([false, '']);
  await once(server, 'close');
  expect(heard.byServer).toBe('');
});
