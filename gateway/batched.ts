interface Batch<Asked, Answer> {
  asked: Asked[];
  answers: Promise<Answer[]>;
}

/**
 * Return a function that answers many calls with one load. All calls that come while a load runs share the next load, and
 * one load runs at a time. So a load always begins after the calls that it answers, and its answers are not older than
 * they.
 */
export function batched<Asked, Answer>(
  load: (asked: Asked[]) => Promise<Answer[]>,
  maxAtOnce: number,
): (asked: Asked) => Promise<Answer> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Batch<Asked, Answer> | undefined;

  function start(): Batch<Asked, Answer> {
    const asked: Asked[] = [];
    const batch = {
      asked,
      answers: running.then(() => {
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
