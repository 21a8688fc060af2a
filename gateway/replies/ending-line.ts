/** The maximum number of replies of which a node commits the ends at the same time. */
const MAX_ENDING = 8;
/** The longest time for which the end of a reply waits because other replies have not begun. */
const LONGEST_WAIT_MS = 2_000;

/** The line of replies whose text is complete, and whose end has to be committed. */
export interface EndingLine {
  /** Wait for a turn. @returns a function that ends the turn */
  turn(): Promise<() => void>;
  /** Give turns. Call it whenever `isRushed` may have changed. */
  look(): void;
}

/**
 * Let the ends of replies wait while other replies wait to begin [T9]. A learner who sees nothing yet is served before
 * one who has the whole text.
 *
 * @param isRushed whether replies wait because the node prepares as many as it can
 */
export function createEndingLine(isRushed: () => boolean): EndingLine {
  const waiting: { begin(): void; latest: number }[] = [];
  let ending = 0;

  function look(): void {
    while (ending < MAX_ENDING) {
      const [first] = waiting;
      if (!first || (isRushed() && performance.now() < first.latest)) return;
      waiting.shift();
      ending += 1;
      first.begin();
    }
  }

  function end(): void {
    ending -= 1;
    look();
  }

  return {
    look,
    turn() {
      const { promise, resolve } = Promise.withResolvers<() => void>();
      waiting.push({ begin: () => resolve(end), latest: performance.now() + LONGEST_WAIT_MS });
      look();
      return promise;
    },
  };
}
