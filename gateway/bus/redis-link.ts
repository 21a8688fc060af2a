import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { BusState } from './bus.ts';

const COMMAND_TIMEOUT_MS = 250;
const PROBE_INTERVAL_MS = 500;
/** After this many failed pings, both connections are replaced. A host that has vanished never closes a connection. */
const FAILED_PROBES_TO_RECONNECT = 6;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 1_000;

/**
 * Two connections to Redis that share one circuit breaker. From the first failure until Redis answers again, the
 * circuit is open, and no command is sent [S6].
 */
export interface RedisLink {
  readonly commands: Redis;
  readonly subscriber: Redis;
  state(): BusState;
  /** Returns the message of the latest error, for example of the error that opened the circuit. */
  reason(): string;
  onState(handler: (state: BusState) => void): () => void;
  /** Runs a command if the circuit is closed. @returns undefined if the circuit is open or the command failed */
  run<T>(command: () => Promise<T>): Promise<T | undefined>;
  close(): void;
}

/**
 * Open the connections to Redis. The circuit is open until Redis has answered for the first time.
 *
 * @param restore called when both connections answer again, before the circuit closes
 * @param warn called once for each outage of Redis
 */
export function openRedisLink(
  url: string,
  restore: () => Promise<unknown>,
  warn: (message: string) => void,
): RedisLink {
  const handlers = new Set<(state: BusState) => void>();
  let state: BusState = 'down';
  let lastError = 'the connection was closed';
  let failedProbes = 0;
  const closed = new AbortController();
  const connections = [connect(), connect()] as const;
  const [commands, subscriber] = connections;

  function connect(): Redis {
    const redis = new Redis(url, {
      commandTimeout: COMMAND_TIMEOUT_MS,
      enableOfflineQueue: false,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(RECONNECT_MIN_MS * 2 ** times, RECONNECT_MAX_MS) * (0.5 + Math.random() / 2),
    });
    redis.on('error', (error: Error) => (lastError = error.message));
    redis.on('close', () => open(lastError));
    redis.on('ready', () => void probe());
    return redis;
  }

  function change(next: BusState): void {
    if (state === next) return;
    state = next;
    for (const handler of handlers) handler(next);
  }

  function open(reason: string): void {
    lastError = reason;
    if (state === 'up' && !closed.signal.aborted)
      warn(`Redis is away (${reason}): events of other nodes arrive within 2 s`);
    change('down');
  }

  async function probe(): Promise<void> {
    if (connections.some(({ status }) => status !== 'ready')) return;
    try {
      await Promise.all(connections.map((redis) => redis.ping()));
      failedProbes = 0;
      if (state === 'down') {
        await restore();
        // A connection may have been lost while the subscriptions were restored.
        if (connections.every(({ status }) => status === 'ready')) change('up');
      }
    } catch (error) {
      open(messageOf(error));
      if (++failedProbes % FAILED_PROBES_TO_RECONNECT === 0) for (const redis of connections) redis.disconnect(true);
    }
  }

  async function probeForever(): Promise<void> {
    while (!closed.signal.aborted) {
      await probe();
      await sleep(PROBE_INTERVAL_MS, undefined, { signal: closed.signal, ref: false }).catch(() => undefined);
    }
  }
  void probeForever();

  return {
    commands,
    subscriber,
    state: () => state,
    reason: () => lastError,
    onState(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    async run(command) {
      if (state === 'down') return undefined;
      try {
        return await command();
      } catch (error) {
        open(messageOf(error));
        return undefined;
      }
    },
    close() {
      closed.abort();
      for (const redis of connections) redis.disconnect();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
