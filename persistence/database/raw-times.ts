/** Type numbers (OIDs) of date, timestamp, timestamptz and interval in Postgres. */
const TIME_TYPES = [1082, 1114, 1184, 1186];

/**
 * Parsers that leave times as Postgres writes them, because MikroORM and the stores read times as text, with
 * microseconds.
 */
export const rawTimes: Record<number, (text: string) => string> = Object.fromEntries(
  TIME_TYPES.map((oid) => [oid, (text: string) => text]),
);
