import { Worker } from 'node:worker_threads';
import type { Tokenizer } from '../../../domain/tutor/ports.ts';
import type { Answers, Questions } from './token-worker.ts';

interface Waiting {
  resolve(tokens: number): void;
  reject(error: Error): void;
}

/** The approximate number of UTF-8 bytes in one token. */
const BYTES_PER_TOKEN = 4;

/** A tokenizer with a thread that must be closed. */
export type ClosableTokenizer = Tokenizer & { close(): Promise<void> };

/**
 * Count with o200k_base of `gpt-tokenizer` in a thread, because loading its table takes half a second and 75 MiB, and
 * the longest texts take tenths of a second to count. The thread starts at once, so that the table is loaded before the
 * first reply.
 */
export function createTokenizer(): ClosableTokenizer {
  const waiting = new Map<number, Waiting>();
  let questions: Questions = [];
  let asked = 0;
  let worker: Worker | undefined = start();

  function start(): Worker {
    const started = new Worker(new URL('token-worker.ts', import.meta.url));
    started.unref();
    started.on('message', (answers: Answers) => {
      for (const { id, tokens } of answers) {
        waiting.get(id)?.resolve(tokens);
        waiting.delete(id);
      }
    });
    // A worker that fails emits `error` and later `exit`. By then another worker may have replaced it.
    const failed = (error: Error) => started === worker && fail(error);
    started.on('error', failed);
    started.on('exit', () => failed(new Error('the thread that counts tokens has ended')));
    return started;
  }

  /** Reject all waiting counts. The next text to be counted starts another thread. */
  function fail(error: Error): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function send(): void {
    worker ??= start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    worker.postMessage(questions);
    questions = [];
  }

  return {
    count(text, most = Number.POSITIVE_INFINITY) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      waiting.set((asked += 1), { resolve, reject });
      if (questions.push({ id: asked, text, most }) === 1) queueMicrotask(send);
      return promise;
    },
    async close() {
      await worker?.terminate();
    },
  };
}

/** Estimate the number of tokens, for the offline tutor, where no result depends on the exact number. */
export const estimatingTokenizer: ClosableTokenizer = {
  count: async (text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN),
  close: async () => undefined,
};
