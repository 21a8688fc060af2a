import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTimerWheel } from '../../gateway/connections/timer-wheel.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('[C6] many times share one timer, and each is due within one tick', () => {
  const due = new Map<number, number>();
  const wheel = createTimerWheel<number>(50, (item) => due.set(item, Date.now()));
  const started = Date.now();
  for (let n = 0; n < 1_000; n += 1) wheel.set(n, started + ((n * 7_919) % 60_000));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(61_000);
  expect(due.size).toBe(1_000);
  for (const [n, at] of due) {
    const late = at - (started + ((n * 7_919) % 60_000));
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(50);
  }
  expect(vi.getTimerCount()).toBe(0);
});

it('[C6] a changed or deleted time is not due at its old time, and a time in the past is due in a later turn', () => {
  const due: string[] = [];
  const wheel = createTimerWheel<string>(50, (item) => due.push(item));
  wheel.set('moved', Date.now() + 100);
  wheel.set('moved', Date.now() + 5_000);
  wheel.set('deleted', Date.now() + 100);
  wheel.delete('deleted');
  wheel.set('passed', Date.now() - 1_000);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(due).toEqual(['passed']);
  vi.advanceTimersByTime(5_000);
  expect(due).toEqual(['passed', 'moved']);
});

it('[C6] a time beyond the longest timer is due at its time', () => {
  const due: string[] = [];
  const wheel = createTimerWheel<string>(50, (item) => due.push(item));
  wheel.set('far', Date.now() + 3_000_000_000);
  vi.advanceTimersByTime(2_200_000_000);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(900_000_000);
  expect(due).toEqual(['far']);
});
