import { z } from 'zod';

const LOCALE_ERROR = 'must be a language tag such as en-US';

export const Preferences = z.object({
  privacySettings: z.strictObject({ profileVisible: z.boolean(), showPresence: z.boolean() }),
  learningStyle: z.enum(['visual', 'auditory', 'kinesthetic', 'mixed']),
  theme: z.enum(['light', 'dark', 'system']),
  units: z.strictObject({ weight: z.enum(['kg', 'lb']), distance: z.enum(['km', 'mi']) }),
  /** The hour at which a day begins [ST1]. */
  dayStartHour: z.int().min(0).max(6),
  weekStart: z.enum(['monday', 'sunday', 'saturday']),
  locale: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: LOCALE_ERROR })
    .refine(isLanguageTag, { error: LOCALE_ERROR }),
});
export type Preferences = z.output<typeof Preferences>;

function isLanguageTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}

export const defaultPreferences: Preferences = {
  privacySettings: { profileVisible: true, showPresence: true },
  learningStyle: 'mixed',
  theme: 'system',
  units: { weight: 'kg', distance: 'km' },
  dayStartHour: 0,
  weekStart: 'monday',
  locale: 'en',
};
