import { z } from 'zod';

export const Preferences = z.object({
  /** minutes */
  defaultSessionLength: z.int().min(5).max(480),
  reminderSettings: z.strictObject({
    enabled: z.boolean(),
    /** local times of day */
    times: z.array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be HH:MM' })).max(10),
    channels: z.array(z.enum(['event', 'push', 'mail'])),
  }),
  privacySettings: z.strictObject({
    profileVisible: z.boolean(),
    showPresence: z.boolean(),
    /** notes with pain, injury or health words are stored encrypted [TK4] */
    encryptHealthNotes: z.boolean(),
    allowAnalytics: z.boolean(),
  }),
  learningStyle: z.enum(['visual', 'auditory', 'kinesthetic', 'mixed']),
  theme: z.enum(['light', 'dark', 'system']),
  notificationsEnabled: z.boolean(),
  units: z.strictObject({ weight: z.enum(['kg', 'lb']), distance: z.enum(['km', 'mi']) }),
  /** the hour at which a day begins [ST1] */
  dayStartHour: z.int().min(0).max(6),
  weekStart: z.enum(['monday', 'sunday', 'saturday']),
  locale: z
    .string()
    .max(35)
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'must be a language tag such as en-US' }),
});
export type Preferences = z.output<typeof Preferences>;

export const defaultPreferences: Preferences = {
  defaultSessionLength: 45,
  reminderSettings: { enabled: false, times: [], channels: ['event'] },
  privacySettings: { profileVisible: true, showPresence: true, encryptHealthNotes: false, allowAnalytics: true },
  learningStyle: 'mixed',
  theme: 'system',
  notificationsEnabled: true,
  units: { weight: 'kg', distance: 'km' },
  dayStartHour: 0,
  weekStart: 'monday',
  locale: 'en',
};
