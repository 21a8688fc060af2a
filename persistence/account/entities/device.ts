import { defineEntity, p } from '@mikro-orm/core';
import { MAX_DEVICE_NAME } from '../../../domain/account/contract/auth.ts';
import { InstantType } from '../../database/column-types.ts';

export const DeviceSessionEntity = defineEntity({
  name: 'DeviceSession',
  tableName: 'device_sessions',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    name: p.string().length(MAX_DEVICE_NAME),
    ipPrefix: p.string().length(64),
    tokenHash: p.string().length(64),
    parentHash: p.string().length(64).nullable(),
    rotatedAt: p.type(InstantType),
    expiresAt: p.type(InstantType),
    createdAt: p.type(InstantType),
    lastSeenAt: p.type(InstantType),
    revokedAt: p.type(InstantType).nullable(),
    revokedReason: p.string().length(50).nullable(),
  },
});

/**
 * A refresh token that its device has exchanged for the next one. The row is kept until the token would have expired,
 * so that a reuse of the token is detected [TK2].
 */
export const DeviceTokenEntity = defineEntity({
  name: 'DeviceToken',
  tableName: 'device_token_chain',
  properties: {
    tokenHash: p.string().length(64).primary(),
    deviceId: p.uuid(),
    expiresAt: p.type(InstantType),
  },
});
