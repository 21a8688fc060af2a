import { Temporal } from 'temporal-polyfill';
import type { Detection } from './types.ts';

/**
 * Return the time of an act that a message reports. "Yesterday" means the calendar day before in the user's time zone,
 * also if that day has 23 or 25 hours.
 */
export function occurredAt(
  { at, zone }: { at: string; zone: string },
  { daysAgo = 0 }: Pick<Detection, 'daysAgo'>,
): string {
  const then = Temporal.Instant.from(at).toZonedDateTimeISO(zone).subtract({ days: daysAgo });
  return new Date(then.epochMilliseconds).toISOString();
}
