import { setTimeout as sleep } from 'node:timers/promises';

interface Batch<Asked, Answer> {
  asked: Asked[];
  answers: Promise<Answer[]>;
}

/**
 * Return a function that combines single requests into batches. All requests made while a load runs share the next
 * load, and only one load runs at a time. A load therefore begins after all the requests that it answers, so its
 * answers are never outdated.
 *
 * @param gatherMs how long a load waits for more requests
 */
export function batched<Asked, Answer>(
  load: (asked: Asked[]) => Promise<Answer[]>,
  maxAtOnce: number,
  gatherMs = 0,
): (asked: Asked) => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Batch<Asked, Answer> | undefined;

  function start(): Batch<Asked, Answer> {
    const asked: Asked[] = [];
    const batch = {
      asked,
      answers: Promise.all([running, gatherMs > 0 ? sleep(gatherMs) : undefined]).then(() => {
        if (next === batch) next = undefined;
        return load(asked);
      }),
    };
    running = batch.answers.catch(() => undefined);
    return batch;
  }

  return async (asked) => {
    if (!next || next.asked.length === maxAtOnce) next = start();
    const batch = next;
    const index = batch.asked.push(asked) - 1;
    return (await batch.answers)[index] as Answer;
  };
}
