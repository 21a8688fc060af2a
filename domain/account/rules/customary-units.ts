import type { Preferences } from '../../contract/preferences.ts';

/** Time zones of the United States, where people measure in pounds and miles. */
const US =
  /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Juneau|Sitka|Nome|Adak|Menominee|Indiana\/|Kentucky\/|North_Dakota\/)|Pacific\/Honolulu)/;

/**
 * Return the units that people in a time zone use if they are not metric. It is a first guess that the user's
 * preferences replace.
 */
export function customaryUnits(timezone: string): Preferences['units'] | undefined {
  return US.test(timezone) ? { weight: 'lb', distance: 'mi' } : undefined;
}
