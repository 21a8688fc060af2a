import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  cat: string;
  pid: number;
  tid: number;
  ts: number;
  /** The processor time that the thread spent on this event, in microseconds. */
  tdur?: number;
  args: { name?: string };
}

const TASK = 'ThreadControllerImpl::RunTask';

/**
 * Return how long the longest task of the page took after each mark that `work` sets with `performance.mark`. Tasks
 * include scripts, layout and painting. The unit is milliseconds of the thread's processor time, so that other work on
 * the machine does not count.
 */
export async function longestTurns(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<{ [mark: string]: number }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const { pid, tid } = traceEvents.find(({ cat }) => cat === 'blink.user_timing')!;
  const longest: { [mark: string]: number } = {};
  let mark = 'before';
  for (const event of traceEvents.toSorted((a, b) => a.ts - b.ts)) {
    if (event.pid !== pid || event.tid !== tid) continue;
    if (event.cat === 'blink.user_timing') mark = event.name;
    if (event.name === TASK) longest[mark] = Math.max(longest[mark] ?? 0, (event.tdur ?? 0) / 1_000);
  }
  return longest;
}
