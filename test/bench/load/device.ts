import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { agesOf, now } from '../clock.ts';

/**
 * For each kind of server: the path, the message with which a device authenticates, and the start of the message that
 * accepts it.
 */
const WIRES = {
  courseside: {
    path: '/socket.io/?EIO=4&transport=websocket',
    hello: (token: string) => `40${JSON.stringify({ token, protocol: 1 })}`,
    ready: '42["ready"',
  },
  'socket.io': { path: '/socket.io/?EIO=4&transport=websocket', hello: () => '40', ready: '40{' },
  webSocket: { path: '/', hello: undefined, ready: undefined },
} as const;

export type Wire = keyof typeof WIRES;

/** What has arrived at the devices of this process since the last call of `take`. */
export interface Arrived {
  /** For each stamp that arrived, the milliseconds since it was made. */
  ages: number[];
  /** The devices that received at least one stamp. */
  heard: Set<object>;
  /** The number of acks with an error plus the number of devices that were disconnected. */
  failures: number;
  /** The number of times that a device was refused and connected again. */
  retries: number;
}

const RETRY_MS = 500;
const MOST_TRIES = 20;

/** Matches the messages of the errors after which a device tries to connect again. */
const TRY_AGAIN = /"retryable":true|^closed/;

/** Connect a device. If it fails with a retryable error, try again, up to `MOST_TRIES` tries in all. */
export async function openDevice(wire: Wire, url: string, token: string, arrived: Arrived): Promise<WebSocket> {
  for (let n = 1; ; n += 1) {
    try {
      return await tryDevice(wire, url, token, arrived);
    } catch (error) {
      if (n === MOST_TRIES || !TRY_AGAIN.test((error as Error).message)) throw error;
      arrived.retries += 1;
      await sleep(RETRY_MS);
    }
  }
}

/** Connect a minimal client, which needs little processor time, because only the server is measured. */
async function tryDevice(wire: Wire, url: string, token: string, arrived: Arrived): Promise<WebSocket> {
  const { path, hello, ready } = WIRES[wire];
  const socket = new WebSocket(url.replace('http', 'ws') + path, { perMessageDeflate: false });
  let isIn = false;
  const isReady = Promise.withResolvers<void>();
  socket.on('error', isReady.reject);
  socket.on('close', (code, reason) => {
    if (isIn) arrived.failures += 1;
    isReady.reject(new Error(`closed with ${code} ${String(reason)}`));
  });
  socket.on('open', () => (hello ? socket.send(hello(token)) : isReady.resolve()));
  socket.on('message', (data: Buffer) => {
    const text = data.toString('latin1');
    if (text === '2') return socket.send('3');
    if (ready && text.startsWith(ready)) return isReady.resolve();
    if (text.startsWith('44')) return isReady.reject(new Error(text));
    if (!text.startsWith('43')) hear(text, socket, arrived);
    else if (text.includes('"ok":false')) arrived.failures += 1;
  });
  await isReady.promise;
  isIn = true;
  return socket;
}

/** Record how old the stamps in a text are when it arrives. */
export function hear(text: string, device: object, arrived: Arrived): void {
  const ages = agesOf(text, now());
  if (ages.length === 0) return;
  arrived.ages.push(...ages);
  arrived.heard.add(device);
}
