import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../client-sdk/src/index.ts';
import { openDevice, signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';

const EPOCH = 'e';
const STREAM = 'user:u';
const token = `x.${btoa(JSON.stringify({ sub: 'u', exp: 4_000_000_000 }))}.x`;

/** Start a server that never sends events by itself. It returns them only when the client asks. */
async function startMute() {
  const log = { head: 0, asked: 0 };
  const http = createServer();
  const server = new Server(http);
  server.on('connection', (socket) => {
    socket.on('stream.heads', (_input, _meta, ack) => {
      log.asked += 1;
      ack({ ok: true, data: { streams: { [STREAM]: { epoch: EPOCH, head: log.head } } } });
    });
    socket.on('stream.read', ({ after }: { after: number }, _meta, ack) => {
      const missed = Array.from({ length: log.head - after }, (_, n) => after + 1 + n);
      const events = missed.map((q) => ({ s: STREAM, q, i: String(q), t: 'module.completed', at: '', d: { q } }));
      ack({ ok: true, data: { events, head: log.head, epoch: EPOCH } });
    });
    const streams = { [STREAM]: { epoch: EPOCH, head: log.head } };
    socket.emit('ready', { protocol: 1, nodeId: 'n', serverTime: new Date().toISOString(), streams, replies: [] });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onCleanup(() => server.close());
  return { log, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

describe('a device that never gets events', () => {
  /** Simulate a page in the browser. Return a function that fires the event for a page that has become visible. */
  function pretendPage() {
    const looked = new EventTarget();
    vi.stubGlobal('document', Object.assign(looked, { visibilityState: 'visible' }));
    onCleanup(() => vi.unstubAllGlobals());
    return () => looked.dispatchEvent(new Event('visibilitychange'));
  }

  it('[C5] asks every 25 s, and as soon as its tab becomes visible, and reads the missed events', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onCleanup(() => vi.useRealTimers());
    const lookAgain = pretendPage();
    const { url, log } = await startMute();
    const client = connect(url, { accessToken: token, refreshToken: 'none' });
    onCleanup(() => client.close());
    const seen: number[] = [];
    client.on('module.completed', (_data, envelope) => void seen.push(envelope?.q ?? 0));
    await expect.poll(() => client.state.state).toBe('connected');

    log.head = 3;
    vi.advanceTimersByTime(24_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([log.asked, seen]).toEqual([0, []]);
    vi.advanceTimersByTime(1_000);
    await expect.poll(() => seen).toEqual([1, 2, 3]);

    log.head = 5;
    lookAgain();
    await expect.poll(() => seen).toEqual([1, 2, 3, 4, 5]);
    expect(log.asked).toBe(2);
  });
});

describe('stream.heads', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await sharedNode());
  });

  it('[C5] returns the head of each followed stream', async () => {
    const device = await openDevice(url, (await signUp(url)).accessToken);
    const { id } = await device.call('course.create', { topic: 'Chess' });
    await device.call('course.update', { courseId: id, description: 'Openings' });
    const { streams } = await device.call('stream.heads', {});
    const own = `user:${device.ready.userId}`;
    expect(Object.keys(streams).sort()).toEqual([`course:${id}`, own]);
    for (const [stream, { epoch, head }] of Object.entries(streams)) {
      expect(epoch).toBe(device.ready.streams[own]?.epoch);
      const read = await device.call('stream.read', { stream, after: 0 });
      expect(read.events.at(-1)?.q).toBe(head);
    }
  });
});
