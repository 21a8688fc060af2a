interface Batch<Asked, Answer> {
  asked: Asked[];
  answers: Promise<Answer[]>;
}

/**
 * Make one load of many: calls share the load that begins next, and one runs at a time. So a load always begins after the
 * calls that it answers.
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
