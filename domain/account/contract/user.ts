import { z } from 'zod';
import { Empty, exampleAt, exampleId, Id, Instant, text, Zone, Nothing } from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { defaultPreferences, Preferences } from '../../contract/preferences.ts';

/** The longest first or last name, in the API and in the database. */
export const MAX_NAME = 100;
/** The longest password as it is typed, in UTF-16 units. */
export const MAX_PASSWORD = 256;

export const User = z.object({
  id: Id,
  email: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  timezone: z.string(),
  locale: z.string().optional(),
  emailVerified: z.boolean(),
  roles: z.array(z.string()),
  tier: z.enum(['free', 'premium']),
  createdAt: Instant,
});
export type User = z.output<typeof User>;

/** The fields of a user that every signed-in user may see. */
export const PublicUser = z.object({ id: Id, firstName: z.string().optional(), createdAt: Instant });
export type PublicUser = z.output<typeof PublicUser>;

export const exampleUser = {
  id: exampleId,
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  timezone: 'Europe/London',
  emailVerified: false,
  roles: ['learner'],
  tier: 'free' as const,
  createdAt: exampleAt,
};

/**
 * Settings that no longer exist. They are ignored, because the previous version of the SDK still sends them when a page
 * saves all settings.
 */
const RETIRED = ['defaultSessionLength', 'notificationsEnabled', 'reminderSettings'];
const RETIRED_PRIVACY = ['allowAnalytics', 'encryptHealthNotes'];

/** Return a schema that removes the fields in `names` before it validates the rest. */
function leavingOut<S extends z.ZodType>(names: readonly string[], schema: S) {
  const isKept = ([name]: [string, unknown]) => !names.includes(name);
  return z.preprocess((sent: z.input<S>): unknown => {
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
    return Object.fromEntries(Object.entries(sent).filter(isKept));
  }, schema);
}

const PreferencesInput = leavingOut(
  RETIRED,
  z.strictObject({
    ...Preferences.partial().shape,
    privacySettings: leavingOut(RETIRED_PRIVACY, Preferences.shape.privacySettings).optional(),
  }),
);

export const userOperations = {
  'user.profile': operation({
    summary: 'Your profile.',
    rest: { method: 'GET', path: '/users/me' },
    personal: true,
    access: 'user',
    limits: ['api'],
    input: Empty,
    output: User,
    example: { input: {}, output: exampleUser },
  }),
  'user.updateProfile': operation({
    summary: 'Change your profile. A new time zone does not change the date of past activities [ST1].',
    rest: { method: 'PATCH', path: '/users/me' },
    personal: true,
    access: 'user',
    limits: ['api'],
    writes: true,
    input: z.strictObject({
      firstName: text(MAX_NAME).nullable().optional(),
      lastName: text(MAX_NAME).nullable().optional(),
      timezone: Zone.optional(),
      locale: Preferences.shape.locale.optional(),
    }),
    output: User,
    example: { input: { timezone: 'Europe/Berlin' }, output: { ...exampleUser, timezone: 'Europe/Berlin' } },
  }),
  'user.get': operation({
    summary: 'A user by id: all fields of your own account, the public fields of another.',
    rest: { method: 'GET', path: '/users/:userId' },
    personal: true,
    access: 'user',
    limits: ['api'],
    input: z.strictObject({ userId: Id }),
    output: z.union([User, PublicUser]),
    errors: ['not_found'],
    example: { input: { userId: exampleId }, output: { id: exampleId, firstName: 'Ada', createdAt: exampleAt } },
  }),
  'user.delete': operation({
    summary:
      'Delete your account, with everything that is yours: courses, conversations, progress, memories, and the events about them. This can’t be undone.',
    rest: { method: 'DELETE', path: '/users/me', status: 204 },
    personal: true,
    access: 'user',
    limits: ['auth'],
    writes: true,
    input: z.strictObject({ password: text(MAX_PASSWORD).min(1) }),
    output: Nothing,
    errors: ['invalid_credentials'],
    example: { input: { password: 'seven quiet herons' }, output: {} },
  }),
  'user.preferences': operation({
    summary: 'Your preferences.',
    rest: { method: 'GET', path: '/users/me/preferences' },
    personal: true,
    access: 'user',
    limits: ['api'],
    input: Empty,
    output: Preferences,
    example: { input: {}, output: defaultPreferences },
  }),
  'user.setPreferences': operation({
    summary:
      'Change preferences. Fields that are left out stay as they are. Day start and week start apply from today [ST2].',
    rest: { method: 'PUT', path: '/users/me/preferences' },
    personal: true,
    access: 'user',
    limits: ['api'],
    writes: true,
    input: PreferencesInput,
    output: Preferences,
    example: {
      input: { units: { weight: 'lb', distance: 'mi' } },
      output: { ...defaultPreferences, units: { weight: 'lb', distance: 'mi' } },
    },
  }),
};

export const userEvents = {
  'resource.changed': event(
    'user',
    'A resource that has no event of its own was created, updated or deleted.',
    z.object({
      kind: z.enum(['profile', 'preferences', 'course', 'module', 'memory', 'device_session']),
      id: Id,
      change: z.enum(['created', 'updated', 'deleted']),
    }),
  ),
};
