/** Postgres' type numbers of date, timestamp, timestamptz and interval. */
const TIME_TYPES = [1082, 1114, 1184, 1186];

/** Parsers that leave times as Postgres writes them: MikroORM and the stores read them as text, with microseconds. */
export const rawTimes: Record<number, (text: string) => string> = Object.fromEntries(
  TIME_TYPES.map((oid) => [oid, (text: string) => text]),
);
