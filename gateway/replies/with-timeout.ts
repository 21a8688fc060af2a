import { setTimeout as sleep } from 'node:timers/promises';

/** A renewal that gets no answer is as good as one that failed: a stalled connection must not keep a zombie writing. */
export async function withTimeout(renewal: Promise<void>, ms: number): Promise<void> {
  const ended = new AbortController();
  const late = sleep(ms, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new Error('the database did not answer a renewal');
  });
  late.catch(() => undefined);
  try {
    await Promise.race([renewal, late]);
  } finally {
    ended.abort();
  }
}
