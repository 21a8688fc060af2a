import { Temporal } from 'temporal-polyfill';

/**
 * Return the day of activity [ST1]: the local date (`YYYY-MM-DD`) of an ISO 8601 instant in an IANA zone. A day begins
 * at the hour `dayStartHour` (0–6). The hours are subtracted from the local time and not from the instant, so that a
 * day begins at 03:00 also on days of 23 and 25 hours.
 */
export function localDay(occurredAt: string, zone: string, dayStartHour: number): string {
  const local = Temporal.Instant.from(occurredAt).toZonedDateTimeISO(zone);
  const date = local.toPlainDate();
  return (local.hour < dayStartHour ? date.subtract({ days: 1 }) : date).toString();
}
