import { request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { now, stamp } from '../clock.ts';
import { hear, openDevice } from './device.ts';
import type { Arrived, Wire } from './device.ts';

/**
 * The calls that a client process accepts from its parent. It runs them one after the other and returns the results.
 */
export interface Calls {
  /**
   * Opens a device for each token: `perSecond` of them at fixed times, even if the server is late, or `atOnce` at the
   * same time.
   */
  connect(wire: Wire, url: string, tokens: string[], pace: Pace): Promise<{ latencies: Float64Array }>;
  /** Lets each device send its text, one device after the other. The texts are spread evenly over `overMs`. */
  say(texts: string[], overMs: number): Promise<void>;
  /**
   * Lets the first device send the text at even times. STAMP in the text is replaced by a stamp. Returns how late each
   * was sent.
   */
  publish(text: string, count: number, everyMs: number): Promise<{ delays: Float64Array }>;
  /** Opens `count` streams of Server-Sent Events, each by a POST request. */
  stream(url: string, count: number): Promise<void>;
  /**
   * Returns what arrived since the last call. `busy` is the share of that time, from 0 to 1, for which this process was
   * busy.
   */
  take(): Promise<{ ages: Float64Array; heard: number; failures: number; retries: number; busy: number }>;
}

export type Pace = { perSecond: number } | { atOnce: number };
export type Call = { id: number } & { [N in keyof Calls]: { name: N; args: Parameters<Calls[N]> } }[keyof Calls];

const nothing = (): Arrived => ({ ages: [], heard: new Set(), failures: 0, retries: 0 });
const arrived = nothing();
const devices: WebSocket[] = [];
const streams: ClientRequest[] = [];
let utilization = performance.eventLoopUtilization();

const calls: Calls = {
  async connect(wire, url, tokens, pace) {
    const latencies = new Float64Array(tokens.length);
    const first = devices.length;
    const open = async (n: number, due: number) => {
      devices[first + n] = await openDevice(wire, url, tokens[n] as string, arrived);
      latencies[n] = now() - due;
    };
    if ('perSecond' in pace) await Promise.all(await paced(tokens.length, 1_000 / pace.perSecond, open));
    else
      for (let n = 0; n < tokens.length; n += pace.atOnce)
        await Promise.all(tokens.slice(n, n + pace.atOnce).map((_token, more) => open(n + more, now())));
    return { latencies };
  },
  async say(texts, overMs) {
    await paced(texts.length, overMs / texts.length, (n) => devices[n]?.send(texts[n] as string));
  },
  async publish(text, count, everyMs) {
    const delays = await paced(count, everyMs, (_n, due) => {
      devices[0]?.send(text.replace('STAMP', stamp()));
      return now() - due;
    });
    return { delays: Float64Array.from(delays) };
  },
  async stream(url, count) {
    for (let n = 0; n < count; n += 1) {
      const asked = request(url, { method: 'POST', agent: false });
      asked.on('error', () => (arrived.failures += 1));
      asked.on('response', (response) =>
        response.setEncoding('latin1').on('data', (text: string) => hear(text, asked, arrived)),
      );
      streams.push(asked.end());
    }
  },
  async take() {
    const now = performance.eventLoopUtilization();
    const { ages, heard, failures, retries } = arrived;
    Object.assign(arrived, nothing());
    const busy = performance.eventLoopUtilization(now, utilization).utilization;
    utilization = now;
    return { ages: Float64Array.from(ages), heard: heard.size, failures, retries, busy };
  },
};

/** Call `work` at even times from now on, even if earlier calls have not ended. Return the result of each call. */
async function paced<T>(count: number, everyMs: number, work: (n: number, due: number) => T): Promise<T[]> {
  const results: T[] = [];
  const started = now();
  for (let n = 0; n < count; n += 1) {
    const due = started + n * everyMs;
    const early = due - now();
    if (early > 0) await sleep(early);
    results.push(work(n, due));
  }
  return results;
}

process.on('message', ({ id, name, args }: Call) => {
  const call = calls[name] as (...args: unknown[]) => Promise<unknown>;
  call(...args).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
