/** The day to which a clause dates its act: a number of days ago, or a day that can't be determined. */
export type When = { daysAgo: number } | 'unclear';

const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const UNCLEAR = new RegExp(
  `\\b(?:last (?:week|weekend|time|session|workout|${WEEKDAY})|(?:on|this) (?:past )?${WEEKDAY}|^${WEEKDAY}|the other day|(?:a )?(?:few|couple of|couple) (?:days|weeks) ago|weeks ago|earlier this week|this week|recently|over the weekend|at the weekend|some time ago|a while ago|a while back)\\b`,
);
const AGO = /\b(\d{1,2}|a) (days?|weeks?) ago\b/;
const MOST_DAYS_AGO = 31;

/** Read the day from a clause: `yesterday`, `2 days ago`, `last week`. Return undefined if it names no day. */
export function whenOf(text: string): When | undefined {
  if (/\bday before yesterday\b/.test(text)) return { daysAgo: 2 };
  if (/\b(?:yesterday|last night)\b/.test(text)) return { daysAgo: 1 };
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count !== undefined) {
    const daysAgo = (count === 'a' ? 1 : Number(count)) * (unit.startsWith('week') ? 7 : 1);
    return daysAgo <= MOST_DAYS_AGO ? { daysAgo } : 'unclear';
  }
  if (UNCLEAR.test(text)) return 'unclear';
  return /\b(?:today|tonight|this (?:morning|afternoon|evening)|just now)\b/.test(text) ? { daysAgo: 0 } : undefined;
}

export function isUnclear(when: When | undefined): boolean {
  return when === 'unclear';
}

/** Return the day in the form of a detection, which has no date for today. */
export function dateOf(when: When | undefined): { daysAgo?: number } {
  return when === undefined || when === 'unclear' || when.daysAgo === 0 ? {} : when;
}

/** Return whether two days match. A clause that names no day matches any day. */
export function isSameDay(one: When | undefined, other: When | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return dateOf(one).daysAgo === dateOf(other).daysAgo && isUnclear(one) === isUnclear(other);
}
