import { Temporal } from 'temporal-polyfill';
import type { Detection } from './types.ts';

/** When an act happened that was told of at that moment: "yesterday" is a calendar day there, of 23 or 25 hours too. */
export function occurredAt(
  { at, zone }: { at: string; zone: string },
  { daysAgo = 0 }: Pick<Detection, 'daysAgo'>,
): string {
  const then = Temporal.Instant.from(at).toZonedDateTimeISO(zone).subtract({ days: daysAgo });
  return new Date(then.epochMilliseconds).toISOString();
}
