import { once } from 'node:events';
import { WebSocket } from 'ws';

export interface Reader {
  webSocket: WebSocket;
  /** The number of durable events that arrived. */
  events: number;
  /** When the last event arrived, in milliseconds. */
  lastAt: number;
}

/** Connect a minimal client, which needs little processor time, because only the server is measured. */
export async function openReader(url: string, token: string, cursors?: object): Promise<Reader> {
  const webSocket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  });
  const reader: Reader = { webSocket, events: 0, lastAt: 0 };
  const ready = Promise.withResolvers<void>();
  webSocket.on('error', ready.reject);
  webSocket.on('close', () => ready.reject(new Error('closed')));
  webSocket.on('message', (data: Buffer) => {
    if (data[0] === 0x32 && data.length === 1) return webSocket.send('3');
    const text = data.toString('latin1');
    if (text.startsWith('42["ready"')) ready.resolve();
    else if (text.startsWith('42["e')) {
      reader.events += text.split('"q":').length - 1;
      reader.lastAt = performance.now();
    }
  });
  await once(webSocket, 'open');
  webSocket.send(`40${JSON.stringify({ token, protocol: 1, cursors })}`);
  await ready.promise;
  ready.promise.catch(() => undefined);
  return reader;
}

/** Connect a reader for each token, `atOnce` of them at the same time. */
export async function openReaders(
  url: string,
  tokens: string[],
  atOnce = 64,
  cursors: object[] = [],
): Promise<Reader[]> {
  const readers: Reader[] = [];
  while (readers.length < tokens.length) {
    const first = readers.length;
    const some = tokens.slice(first, first + atOnce);
    readers.push(...(await Promise.all(some.map((token, n) => openReader(url, token, cursors[first + n])))));
  }
  return readers;
}
