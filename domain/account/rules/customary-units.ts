import type { Preferences } from '../../contract/preferences.ts';

/** Time zones of the United States, where people measure in pounds and miles. */
const US =
  /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Juneau|Sitka|Nome|Adak|Menominee|Indiana\/|Kentucky\/|North_Dakota\/)|Pacific\/Honolulu)/;

/**
 * Return pounds and miles for a time zone of the United States, and undefined for all others, where units are metric.
 * It is a first guess, and the user can change the units in their preferences.
 */
export function customaryUnits(timezone: string): Preferences['units'] | undefined {
  return US.test(timezone) ? { weight: 'lb', distance: 'mi' } : undefined;
}
