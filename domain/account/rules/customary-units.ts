import type { Preferences } from '../../contract/preferences.ts';

/** Zones of the United States, where weights are told in pounds and ways in miles. */
const US =
  /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Juneau|Sitka|Nome|Adak|Menominee|Indiana\/|Kentucky\/|North_Dakota\/)|Pacific\/Honolulu)/;

/** What people of a time zone measure in, where it is not metric; a first guess that preferences replace. */
export function customaryUnits(timezone: string): Preferences['units'] | undefined {
  return US.test(timezone) ? { weight: 'lb', distance: 'mi' } : undefined;
}
