const WARNING_MS = 60_000;
/** What a timer can hold; a later end is looked at again by then. */
const MAX_TIMER_MS = 2_147_483_647;

/** The end of a connection's token [C6]. */
export interface Expiry {
  renew(expiresAt: Date): void;
  stop(): void;
}

/**
 * @param warn called 60 s before the end, or soon when less is left
 * @param end called at the end
 */
export function watchExpiry(expiresAt: Date, warn: (inMs: number) => void, end: () => void): Expiry {
  let timer: NodeJS.Timeout | undefined;

  function check(at: number, wasWarned: boolean): void {
    const left = at - Date.now();
    if (left <= 0) return end();
    const isWarned = wasWarned || left <= WARNING_MS;
    if (isWarned && !wasWarned) warn(left);
    const wait = isWarned ? left : left - WARNING_MS;
    timer = setTimeout(check, Math.min(wait, MAX_TIMER_MS), at, isWarned).unref();
  }

  /** In a later turn even for a token that ends now: its connection is still being set up. */
  function renew(date: Date): void {
    clearTimeout(timer);
    timer = setTimeout(check, 0, date.getTime(), false).unref();
  }
  renew(expiresAt);
  return { renew, stop: () => clearTimeout(timer) };
}
