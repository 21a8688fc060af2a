import { Temporal } from 'temporal-polyfill';

/**
 * The day of activity [ST1]: the local date (`YYYY-MM-DD`) of an ISO 8601 instant in an IANA zone, on a clock set back by
 * `dayStartHour` (0–6). The clock is set back, not the instant: 03:00 begins the day on days of 23 and 25 hours too.
 */
export function localDay(occurredAt: string, zone: string, dayStartHour: number): string {
  const local = Temporal.Instant.from(occurredAt).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.subtract({ hours: dayStartHour }).toPlainDate().toString();
}
