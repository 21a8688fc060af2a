import { PASSWORD } from './api.ts';

const GOALS_BYTES = 64 * 1_024;
export const VALUE_BYTES = 16 * 1_024;

export const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Return a text whose JSON has about this many bytes and never more. */
export const ofBytes = (fill: string, bytes: number) => fill.repeat(Math.floor((bytes - 2) / (bytesOf(fill) - 2)));

/** Return a course's goals: as many of the longest length as it may have. */
function goalsOf(fill: string): string[] {
  const goal = fill.repeat(500 / fill.length);
  return Array.from({ length: Math.min(50, Math.floor((GOALS_BYTES - 2) / (bytesOf(goal) + 1))) }, () => goal);
}

/** Return values for `largestOf`, for fields for which the schema alone does not tell what is valid. */
export const largestFields = (fill: string): { [field: string]: unknown } => ({
  id: undefined,
  version: undefined,
  timeline: 520,
  goals: goalsOf(fill),
  frequency: { type: 'custom', days: [0, 1, 2, 3, 4, 5, 6] },
  timezone: 'America/Argentina/ComodRivadavia',
  zone: 'America/Argentina/ComodRivadavia',
  locale: `de-${'x'.repeat(8)}`,
  // A password of a single repeated character would be refused as too common, so a good one comes first.
  password: PASSWORD + fill.repeat(Math.floor((256 - PASSWORD.length) / fill.length)),
  value: ofBytes(fill, VALUE_BYTES),
  page: 1,
});
