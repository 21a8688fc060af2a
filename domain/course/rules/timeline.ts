import { invalid } from '../../errors.ts';
import { COUNT, countOf, regular } from '../../training/rules/frequency/words.ts';

const DAYS = { day: 1, week: 7, month: 365.2425 / 12, year: 365.2425 };
const MAX_WEEKS = 520;
/** Matches text that `parseTimeline` can read. If the text is a range such as `6-8 weeks`, its upper end is used. */
const PATTERN = new RegExp(`^(?:in |over |about )*(?:${COUNT} ?(?:-|–|to) ?)?${COUNT}[ -]?(day|week|month|year)s?$`);

/**
 * Return the timeline in whole weeks, 1–520: `3 months` → 13, `90 days` → 13, `a year` → 52. @throws DomainError
 * validation_failed on `timeline` if the text can't be read
 */
export function parseTimeline(timeline: string | number): number {
  const weeks = typeof timeline === 'number' ? timeline : weeksOf(regular(timeline));
  if (weeks !== undefined && Number.isInteger(weeks) && weeks >= 1 && weeks <= MAX_WEEKS) return weeks;
  throw invalid({
    path: 'timeline',
    message: `could not read "${timeline}" as up to ten years, such as 6 weeks or 3 months`,
  });
}

function weeksOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const unit = match[3] as keyof typeof DAYS;
  const weeks = (countOf(match[2] ?? '') * DAYS[unit]) / 7;
  // Days are rounded up, because the last days of a plan need a week too. Months and years are rounded to the nearest
  // week.
  return weeks <= 0 ? undefined : Math.max(1, unit === 'day' ? Math.ceil(weeks) : Math.round(weeks));
}
