import { LockMode } from '@mikro-orm/core';
import type { DeviceRow, DeviceStore } from '../../../domain/account/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { asValues, named, present } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { DeviceSessionEntity, DeviceTokenEntity } from '../entities/device.ts';

const REVOKE = `
  WITH ended AS (
    UPDATE device_sessions SET revoked_at = clock_timestamp(), revoked_reason = $2::text
    WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL
    RETURNING id, user_id
  )
  INSERT INTO revocations (sid, user_id, reason) SELECT id, user_id, $2::text FROM ended
  ON CONFLICT (sid) DO NOTHING`;

const SIGNED_IN_FROM = `
  SELECT EXISTS (
    SELECT FROM device_sessions d JOIN users u ON u.id = d.user_id
    WHERE u.email = $1 AND d.ip_prefix = $2 AND (d.revoked_reason IS NULL OR d.revoked_reason = 'logout')
  ) AS known`;

export function createDeviceStore(em: EntityManager): DeviceStore {
  const db = tablesOf(em);

  /**
   * Return the current row of a device. Inside a transaction the row is locked, so that two refreshes of the device run
   * one after the other.
   */
  async function lock(id: string): Promise<DeviceRow | undefined> {
    const lockMode = em.isInTransaction() ? LockMode.PESSIMISTIC_WRITE : LockMode.NONE;
    const row = await em.findOne(DeviceSessionEntity, { id }, { ...asValues, lockMode });
    return row ? present({ ...row }) : undefined;
  }

  /**
   * Keep the hash of the refresh token that is about to be replaced, until that token would have expired. Remove the
   * hashes of the device's expired tokens.
   */
  async function chain(id: string, nextHash: string, at: string): Promise<void> {
    await db
      .insertInto('device_token_chain')
      .columns(['tokenHash', 'deviceId', 'expiresAt'])
      .expression((chain) =>
        chain
          .selectFrom('device_sessions')
          .select(['tokenHash', 'id', 'expiresAt'])
          .where('id', '=', id)
          .where('tokenHash', '!=', nextHash),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await em.nativeDelete(DeviceTokenEntity, { deviceId: id, expiresAt: { $lte: at } });
  }

  return {
    async insert(device) {
      await em.insert(DeviceSessionEntity, { ...device });
    },

    async find(id) {
      const row = await em.findOne(DeviceSessionEntity, { id }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async findByToken(hash) {
      // The device is found first and locked by its id afterwards. A query that locked the row by the hash could wait
      // for a rotation and would then find no row, because the rotation changes the hash.
      const [owner] = await rows<{ id: string }>(
        handleOf(em),
        `SELECT id FROM device_sessions WHERE token_hash = $1
         UNION ALL SELECT device_id FROM device_token_chain WHERE token_hash = $1 LIMIT 1`,
        [hash],
      );
      return owner && lock(owner.id);
    },

    async list(userId) {
      const live = { userId, revokedAt: null, expiresAt: { $gt: new Date().toISOString() } };
      const found = await em.find(DeviceSessionEntity, live, {
        ...asValues,
        orderBy: { lastSeenAt: 'desc', id: 'desc' },
      });
      return found.map((row) => present({ ...row }));
    },

    async signedInFrom(email, ipPrefix) {
      const [row] = await rows<{ known: boolean }>(handleOf(em), SIGNED_IN_FROM, [email, ipPrefix]);
      return row?.known ?? false;
    },

    async update(id, patch) {
      if (patch.tokenHash !== undefined) await chain(id, patch.tokenHash, patch.rotatedAt ?? new Date().toISOString());
      await em.nativeUpdate(DeviceSessionEntity, { id }, named(patch));
    },

    async revoke(ids, reason) {
      await rows(handleOf(em), REVOKE, [ids, reason]);
    },
  };
}
