import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../../support/cleanup.ts';
import type { Wire } from './device.ts';
import type { Calls, Pace } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** The number of client processes. A single one might be slower than the measured server. */
const PROCESSES = 3;

type Call = <N extends keyof Calls>(name: N, ...args: Parameters<Calls[N]>) => ReturnType<Calls[N]>;

export interface Generator {
  /** Opens a device for each token. Returns for each the milliseconds from its scheduled time until it was open. */
  connect(wire: Wire, url: string, tokens: string[], pace: Pace): Promise<number[]>;
  /** Lets each device send one text: device n sends text n. The texts are spread evenly over `overMs`. */
  say(texts: string[], overMs: number): Promise<void>;
  publish(text: string, count: number, everyMs: number): Promise<{ delays: Float64Array }>;
  stream(url: string, count: number): Promise<void>;
  /**
   * Returns what arrived since the last call. `busy` is the share of the time, from 0 to 1, for which the busiest
   * client process was busy.
   */
  take(): Promise<{ ages: number[]; heard: number; failures: number; retries: number; busy: number }>;
  stop(): Promise<void>;
}

/** Start the client processes. Devices are assigned to them in turn. */
export async function startGenerator(): Promise<Generator> {
  const children = Array.from({ length: PROCESSES }, () => fork(WORKER, { serialization: 'advanced' }));
  const stop = async () => void (await Promise.all(children.map(ended)));
  onCleanup(stop);
  await Promise.all(children.map((child) => once(child, 'message')));
  const workers = children.map(callerOf);
  const share = <T>(all: T[], n: number) => all.filter((_one, index) => index % PROCESSES === n);
  return {
    async connect(wire, url, tokens, pace) {
      const each = await Promise.all(
        workers.map((call, n) => call('connect', wire, url, share(tokens, n), divided(pace))),
      );
      return each.flatMap(({ latencies }) => [...latencies]);
    },
    say: async (texts, overMs) =>
      void (await Promise.all(workers.map((call, n) => call('say', share(texts, n), overMs)))),
    publish: (text, count, everyMs) => (workers[0] as Call)('publish', text, count, everyMs),
    stream: async (url, count) =>
      void (await Promise.all(workers.map((call, n) => call('stream', url, share(Array(count).fill(0), n).length)))),
    async take() {
      const taken = await Promise.all(workers.map((call) => call('take')));
      return {
        ages: taken.flatMap(({ ages }) => [...ages]),
        heard: sumOf(taken, 'heard'),
        failures: sumOf(taken, 'failures'),
        retries: sumOf(taken, 'retries'),
        busy: Math.max(...taken.map(({ busy }) => busy)),
      };
    },
    stop,
  };
}

function sumOf<K extends string>(all: Record<K, number>[], key: K): number {
  return all.reduce((sum, one) => sum + one[key], 0);
}

function divided(pace: Pace): Pace {
  if ('perSecond' in pace) return { perSecond: pace.perSecond / PROCESSES };
  return { atOnce: Math.ceil(pace.atOnce / PROCESSES) };
}

function callerOf(child: ChildProcess): Call {
  let last = 0;
  return (async (name: string, ...args: unknown[]) => {
    const id = (last += 1);
    const answered = Promise.withResolvers<unknown>();
    const read = (message: { id: number; result?: unknown; error?: string }) => {
      if (message.id !== id) return;
      if (message.error === undefined) answered.resolve(message.result);
      else answered.reject(new Error(`${name}: ${message.error}`));
    };
    const gone = () => answered.reject(new Error(`${name}: the process of clients ended`));
    child.on('message', read).once('exit', gone);
    child.send({ id, name, args });
    return answered.promise.finally(() => child.off('message', read).off('exit', gone));
  }) as Call;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
