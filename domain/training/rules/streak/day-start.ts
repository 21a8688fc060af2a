import { Temporal } from 'temporal-polyfill';

/** Return when the user's next day begins, also on days of 23 and 25 hours, when clocks change [ST1]. */
export function nextDayStart(now: Date, zone: string, dayStartHour: number): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const today = local.startOfDay().withPlainTime({ hour: dayStartHour });
  const next =
    Temporal.ZonedDateTime.compare(today, local) > 0
      ? today
      : local.startOfDay().add({ days: 1 }).withPlainTime({ hour: dayStartHour });
  return new Date(next.epochMilliseconds);
}
