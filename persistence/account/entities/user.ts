import { defineEntity, p } from '@mikro-orm/core';
import { MAX_EMAIL } from '../../../domain/account/contract/auth.ts';
import { MAX_NAME } from '../../../domain/account/contract/user.ts';
import type { User } from '../../../domain/account/contract/user.ts';
import type { Preferences } from '../../../domain/contract/preferences.ts';
import { InstantType } from '../../database/column-types.ts';

export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    email: p.string().length(MAX_EMAIL),
    passwordHash: p.string().length(255),
    firstName: p.string().length(MAX_NAME).nullable(),
    lastName: p.string().length(MAX_NAME).nullable(),
    timezone: p.string().length(64),
    locale: p.string().length(35).nullable(),
    emailVerified: p.boolean(),
    tier: p.string().length(20).$type<User['tier']>(),
    createdAt: p.type(InstantType),
    updatedAt: p.type(InstantType).defaultRaw('now()').lazy(),
  },
});

export const UserRoleEntity = defineEntity({
  name: 'UserRole',
  tableName: 'user_roles',
  properties: {
    userId: p.uuid().primary(),
    role: p.string().length(50).primary(),
    createdAt: p.type(InstantType).defaultRaw('now()'),
  },
});

/**
 * The preferences of a user. The theme has its own column, because the database checks its value. All other preferences
 * are one JSON document.
 */
export const UserSettingsEntity = defineEntity({
  name: 'UserSettings',
  tableName: 'user_settings',
  properties: {
    userId: p.uuid().primary(),
    theme: p.string().length(20).$type<Preferences['theme']>(),
    preferences: p.json<Omit<Preferences, 'theme'>>(),
    updatedAt: p.type(InstantType).defaultRaw('now()').lazy(),
  },
});
