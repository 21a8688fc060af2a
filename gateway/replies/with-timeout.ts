import { setTimeout as sleep } from 'node:timers/promises';

/** Reject if a renewal gets no answer in time: a stalled connection must not keep a zombie writing. */
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
