import { z } from 'zod';
import {
  Empty,
  exampleAt,
  exampleId,
  examplePage,
  Id,
  Instant,
  Nothing,
  paged,
  PageQuery,
  requiredText,
  text,
  Zone,
} from '../../contract/common.ts';
import { operation, signal } from '../../contract/define.ts';
import { exampleUser, MAX_NAME, MAX_PASSWORD, User } from './user.ts';

/** The longest e-mail address, in the API and in the database. */
export const MAX_EMAIL = 255;
export const MAX_DEVICE_NAME = 100;

export const Email = z
  .email()
  .max(MAX_EMAIL)
  .transform((value) => value.toLowerCase());
const TOO_SHORT = 'must have at least 10 characters';
/**
 * A password. Passwords are compared in Unicode form NFKC, which may be shorter, so the minimum length applies to that
 * form too [TK3].
 */
export const Password = text(MAX_PASSWORD)
  .min(10, { error: TOO_SHORT })
  .refine((value) => value.normalize('NFKC').length >= 10, { error: TOO_SHORT });

export const Tokens = z.object({
  user: User,
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token expires. */
  expiresIn: z.int(),
});
export type Tokens = z.output<typeof Tokens>;

export const DeviceSession = z.object({
  id: Id,
  name: z.string(),
  lastSeenAt: Instant,
  createdAt: Instant,
  ipPrefix: z.string(),
  current: z.boolean(),
});
export type DeviceSession = z.output<typeof DeviceSession>;

const exampleTokens = {
  user: exampleUser,
  accessToken: 'eyJhbGciOiJIUzI1NiJ9…',
  refreshToken: 'mQ2x…',
  expiresIn: 900,
};
const exampleDevice = {
  id: exampleId,
  name: 'Firefox on Linux',
  lastSeenAt: exampleAt,
  createdAt: exampleAt,
  ipPrefix: '203.0.113.0/24',
  current: true,
};

const device = { deviceName: text(MAX_DEVICE_NAME).optional() };

export const authOperations = {
  'auth.register': operation({
    summary: 'Create an account and sign in.',
    rest: { method: 'POST', path: '/auth/register', status: 201 },
    personal: true,
    socket: false,
    access: 'public',
    limits: ['auth'],
    input: z.strictObject({
      email: Email,
      password: Password,
      name: requiredText(200).optional(),
      firstName: requiredText(MAX_NAME).optional(),
      lastName: requiredText(MAX_NAME).optional(),
      timezone: Zone.optional(),
      ...device,
    }),
    output: Tokens,
    errors: ['already_exists'],
    example: {
      input: {
        email: 'ada@example.com',
        password: 'seven quiet herons',
        name: 'Ada Lovelace',
        timezone: 'Europe/London',
      },
      output: exampleTokens,
    },
  }),
  'auth.login': operation({
    summary: 'Sign in on this device.',
    rest: { method: 'POST', path: '/auth/login', status: 200 },
    personal: true,
    socket: false,
    access: 'public',
    limits: ['auth'],
    input: z.strictObject({ email: Email, password: text(MAX_PASSWORD), ...device }),
    output: Tokens,
    errors: ['invalid_credentials'],
    example: { input: { email: 'ada@example.com', password: 'seven quiet herons' }, output: exampleTokens },
  }),
  'auth.refresh': operation({
    summary: 'Get a new access token and a new refresh token [TK2].',
    rest: { method: 'POST', path: '/auth/refresh', status: 200 },
    personal: true,
    socket: false,
    access: 'public',
    limits: ['auth'],
    input: z.strictObject({ refreshToken: text(200) }),
    output: Tokens,
    errors: ['token_reused', 'token_expired', 'session_revoked'],
    example: { input: { refreshToken: 'mQ2x…' }, output: exampleTokens },
  }),
  'auth.logout': operation({
    summary: "End this device's session and close its sockets on every node.",
    rest: { method: 'DELETE', path: '/auth/logout', status: 204 },
    personal: true,
    access: 'user',
    limits: ['api'],
    writes: true,
    input: Empty,
    output: Nothing,
    example: { input: {}, output: {} },
  }),
  'auth.me': operation({
    summary: 'Your account, roles, scopes and tier, and this device session.',
    rest: { method: 'GET', path: '/auth/me' },
    personal: true,
    access: 'user',
    limits: ['api'],
    input: Empty,
    output: z.object({
      user: User,
      roles: z.array(z.string()),
      scopes: z.array(z.string()),
      tier: z.enum(['free', 'premium']),
      session: DeviceSession,
    }),
    example: {
      input: {},
      output: { user: exampleUser, roles: ['learner'], scopes: ['learn'], tier: 'free', session: exampleDevice },
    },
  }),
  'auth.sessions': operation({
    summary: 'Your signed-in devices, most recently seen first.',
    rest: { method: 'GET', path: '/auth/sessions' },
    personal: true,
    access: 'user',
    limits: ['api'],
    input: PageQuery.extend({ limit: PageQuery.shape.limit.default(100) }),
    output: paged(DeviceSession),
    example: { input: {}, output: { data: [exampleDevice], meta: { pagination: examplePage, filters: {} } } },
  }),
  'auth.revoke': operation({
    summary: 'Sign out one device or, with `others`, every device but this one.',
    rest: { method: 'DELETE', path: '/auth/sessions/:sessionId', status: 204 },
    personal: true,
    access: 'user',
    limits: ['api'],
    writes: true,
    input: z.strictObject({ sessionId: z.union([Id, z.literal('others')]) }),
    output: Nothing,
    errors: ['not_found'],
    example: { input: { sessionId: 'others' }, output: {} },
  }),
  'auth.renew': operation({
    summary: 'Replace the access token of this socket by a newer token of the same device session [C6].',
    access: 'user',
    limits: ['api'],
    input: z.strictObject({ token: text(4_096) }),
    output: z.object({ expiresIn: z.int() }),
    errors: ['token_expired', 'session_revoked', 'forbidden'],
    example: { input: { token: 'eyJhbGciOiJIUzI1NiJ9…' }, output: { expiresIn: 900 } },
  }),
};

export const authEvents = {
  'auth.expiring': signal('The access token expires soon, so renew it [C6].', z.object({ inMs: z.int() })),
  'account.deleted': signal('The account was deleted, so all its sockets close.', z.object({ userId: Id })),
  'auth.revoked': signal('This device session was ended.', z.object({ sessionId: Id, reason: z.string() })),
};
