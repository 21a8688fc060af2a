const WARNING_MS = 60_000;
/** The longest time a timer can hold; an end beyond it is checked again then. */
const MAX_TIMER_MS = 2_147_483_647;

/** Watches for the end of a connection's token [C6]. */
export interface Expiry {
  renew(expiresAt: Date): void;
  stop(): void;
}

/**
 * @param warn called 60 s before the end; half-way to it where it is nearer than two minutes
 * @param end called at the end
 */
export function watchExpiry(expiresAt: Date, warn: (inMs: number) => void, end: () => void): Expiry {
  let timer: NodeJS.Timeout | undefined;

  function check(at: number, warnedMs: number): void {
    const left = at - Date.now();
    if (left <= 0) return end();
    const isWarned = left <= warnedMs;
    if (isWarned) warn(left);
    timer = setTimeout(
      check,
      Math.min(isWarned ? left : left - warnedMs, MAX_TIMER_MS),
      at,
      isWarned ? 0 : warnedMs,
    ).unref();
  }

  /** Ends in a later turn of the event loop even if the token has ended already: the connection is still being set up. */
  function renew(date: Date): void {
    clearTimeout(timer);
    const at = date.getTime();
    timer = setTimeout(check, 0, at, Math.min(WARNING_MS, (at - Date.now()) / 2)).unref();
  }
  renew(expiresAt);
  return { renew, stop: () => clearTimeout(timer) };
}
