/**
 * The longest delay that a Node timer takes. If an item is due later, the wheel waits this long and sets another timer.
 */
const MAX_TIMER_MS = 2_147_483_647;

/** Schedules many items with one timer. Each item is due at most one tick after its time. */
export interface TimerWheel<T> {
  /** Sets the time of an item and replaces its earlier time. `at` is in milliseconds since 1970. */
  set(item: T, at: number): void;
  delete(item: T): void;
  close(): void;
}

/**
 * @param onDue called when an item is due, always in a later turn of the event loop than `set`, even if `at` is in the
 *   past
 */
export function createTimerWheel<T>(tickMs: number, onDue: (item: T) => void): TimerWheel<T> {
  const slots = new Map<number, Set<T>>();
  const slotOf = new Map<T, number>();
  let timer: NodeJS.Timeout | undefined;
  let timerSlot = Number.POSITIVE_INFINITY;

  function wake(slot: number): void {
    if (slot >= timerSlot) return;
    clearTimeout(timer);
    timerSlot = slot;
    timer = setTimeout(turn, Math.min(Math.max(0, slot * tickMs - Date.now()), MAX_TIMER_MS)).unref();
  }

  function turn(): void {
    timerSlot = Number.POSITIVE_INFINITY;
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [slot, items] of slots) {
      if (slot * tickMs > now) next = Math.min(next, slot);
      else {
        slots.delete(slot);
        for (const item of items) {
          slotOf.delete(item);
          onDue(item);
        }
      }
    }
    if (next < Number.POSITIVE_INFINITY) wake(next);
  }

  function remove(item: T): void {
    const slot = slotOf.get(item);
    if (slot === undefined) return;
    slotOf.delete(item);
    const items = slots.get(slot);
    items?.delete(item);
    if (items?.size === 0) slots.delete(slot);
  }

  return {
    set(item, at) {
      remove(item);
      const slot = Math.ceil(at / tickMs);
      const items = slots.get(slot);
      if (items) items.add(item);
      else slots.set(slot, new Set([item]));
      slotOf.set(item, slot);
      wake(slot);
    },
    delete: remove,
    close() {
      clearTimeout(timer);
      slots.clear();
      slotOf.clear();
    },
  };
}
