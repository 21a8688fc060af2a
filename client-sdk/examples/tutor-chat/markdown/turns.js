/** How many milliseconds of one animation frame may be spent on steps. */
const SHARE_MS = 4;
/** How much text one frame may add to the page, in UTF-16 units. It is limited because layout takes time too. */
const SHARE_UNITS = 4_000;

/**
 * Run long tasks in steps, so that the page stays responsive. A task (`work`) is a function that does one step and
 * returns how much text the step added, or undefined if nothing is left to do. The first steps run immediately, the
 * others in the next frames.
 */
export function createTurns() {
  /** @type {Set<() => number | undefined>} */
  const works = new Set();
  let [msLeft, unitsLeft] = [SHARE_MS, SHARE_UNITS];
  let isScheduled = false;

  return {
    /**
     * Do all steps of a task, now or in the next frames. A task that is waiting already is not added again.
     * @param {() => number | undefined} work
     */
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

  /** Continue in the next frame. */
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

/**
 * Call the callback in the next frame, or soon if the page is hidden, because a hidden page has no frames.
 * @param {() => void} callback
 */
function afterFrame(callback) {
  if (document.hidden) setTimeout(callback);
  else requestAnimationFrame(callback);
}
