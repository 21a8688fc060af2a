/** Longest share of one frame, in milliseconds, that is spent on steps. */
const SHARE_MS = 4;
/** Most text, in UTF-16 units, that one frame brings onto the page: its layout takes time as well. */
const SHARE_UNITS = 4_000;

/**
 * Share the page's loop among long works. A work is a function that does one step and returns how much text the step
 * brought, or undefined when nothing is left to do. Its first steps run at once, the others with the next frames.
 */
export function createTurns() {
  /** @type {Set<() => number | undefined>} */
  const works = new Set();
  let [msLeft, unitsLeft] = [SHARE_MS, SHARE_UNITS];
  let isScheduled = false;

  return {
    /** Do all steps of a work, now or with the next frames; a work that waits already is not added twice. @param {() => number | undefined} work */
    add(work) {
      works.add(work);
      run();
    },
  };

  function run() {
    for (const work of works) {
      while (msLeft > 0 && unitsLeft > 0) {
        const before = performance.now();
        const units = work();
        msLeft -= performance.now() - before;
        if (units === undefined) {
          works.delete(work);
          break;
        }
        unitsLeft -= units;
      }
    }
    schedule();
  }

  /** Begin the next share with the next frame. */
  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    afterFrame(() => {
      isScheduled = false;
      [msLeft, unitsLeft] = [SHARE_MS, SHARE_UNITS];
      if (works.size > 0) run();
    });
  }
}

/** Call back with the next frame; a hidden page has none. @param {() => void} callback */
function afterFrame(callback) {
  if (document.hidden) setTimeout(callback);
  else requestAnimationFrame(callback);
}
