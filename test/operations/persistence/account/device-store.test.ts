import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { deviceRow, later, learner, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

const hash = () => `${newId()}${newId()}`.replaceAll('-', '');

describeEachDatabase('device sessions', (kind) => {
  let stores: StoresUnderTest;
  let userId: string;
  beforeAll(async () => {
    stores = await openStores(kind);
    ({ userId } = await learner(stores));
  });

  /** Insert a device and rotate its refresh token `times` times. Return the hashes of all its tokens, oldest first. */
  async function rotated(times: number) {
    const hashes = [hash()];
    const device = deviceRow(userId, hashes[0] ?? '');
    await stores.write((tx) => tx.devices.insert(device));
    for (let turn = 1; turn <= times; turn++) {
      const [tokenHash, parentHash] = [hash(), hashes.at(-1)];
      await stores.write((tx) => tx.devices.update(device.id, { tokenHash, parentHash, rotatedAt: later(turn) }));
      hashes.push(tokenHash);
    }
    return { id: device.id, hashes };
  }

  it('return every field', async () => {
    const device = deviceRow(userId, hash(), { parentHash: hash(), revokedAt: later(1), revokedReason: 'logout' });
    await stores.write((tx) => tx.devices.insert(device));
    expect(await stores.read.devices.find(device.id)).toEqual(device);
  });

  it('[TK2] are found by the current, the parent and any older token', async () => {
    const { id, hashes } = await rotated(3);
    for (const presented of hashes) {
      expect(await stores.read.devices.findByToken(presented)).toMatchObject({
        id,
        tokenHash: hashes[3],
        parentHash: hashes[2],
      });
    }
    expect(await stores.read.devices.findByToken(hash())).toBeUndefined();
  });

  it('[TK2] forget a token of the chain once that token has expired', async () => {
    const first = hash();
    const device = deviceRow(userId, first, { expiresAt: later(10) });
    await stores.write((tx) => tx.devices.insert(device));
    await stores.write((tx) =>
      tx.devices.update(device.id, { tokenHash: hash(), rotatedAt: later(5), expiresAt: later(15) }),
    );
    expect(await stores.read.devices.findByToken(first)).toMatchObject({ id: device.id });
    await stores.write((tx) =>
      tx.devices.update(device.id, { tokenHash: hash(), rotatedAt: later(12), expiresAt: later(22) }),
    );
    expect(await stores.read.devices.findByToken(first)).toBeUndefined();
  });

  it('[TK2] keep a next token current if it is given twice', async () => {
    const { id, hashes } = await rotated(1);
    const [parentHash, tokenHash] = hashes;
    await stores.write((tx) => tx.devices.update(id, { tokenHash, parentHash, rotatedAt: later(1) }));
    expect(await stores.sql('SELECT token_hash FROM device_token_chain WHERE device_id = $1', [id])).toEqual([
      { token_hash: parentHash },
    ]);
  });

  it('[TK2] after two refreshes with one token the second sees what the first stored', async () => {
    const { id, hashes } = await rotated(0);
    const [presented = ''] = hashes;
    const next = hash();
    const order: string[] = [];
    const first = stores.write(async (tx) => {
      await tx.devices.findByToken(presented);
      order.push('first has it');
      await sleep(100);
      await tx.devices.update(id, { tokenHash: next, parentHash: presented, rotatedAt: later(1) });
      order.push('first is through');
    });
    await expect.poll(() => order).toContain('first has it');
    const second = await stores.write(async (tx) => {
      const device = await tx.devices.findByToken(presented);
      order.push('second has it');
      return device;
    });
    await first;
    expect(second).toMatchObject({ id, tokenHash: next, parentHash: presented });
    expect(order).toEqual(['first has it', 'first is through', 'second has it']);
  });

  it('lists the signed-in devices, most recently seen first', async () => {
    const other = await learner(stores);
    const seen = [later(1), later(3), later(2)].map((lastSeenAt) => deviceRow(other.userId, hash(), { lastSeenAt }));
    const expired = deviceRow(other.userId, hash(), { expiresAt: later(0) });
    const revoked = deviceRow(other.userId, hash(), { revokedAt: later(1) });
    await stores.write(async (tx) => {
      for (const device of [...seen, expired, revoked]) await tx.devices.insert(device);
    });
    const listed = await stores.read.devices.list(other.userId);
    expect(listed.map(({ lastSeenAt }) => lastSeenAt)).toEqual([later(3), later(2), later(1)]);
  });

  it('[C6] a revocation is a row for every node, and is written once', async () => {
    const { id } = await rotated(1);
    const other = await rotated(0);
    await stores.write((tx) => tx.devices.revoke([id, other.id], 'token_reused'));
    await stores.write((tx) => tx.devices.revoke([id], 'logout'));
    await stores.write((tx) => tx.devices.revoke([], 'logout'));
    expect(await stores.read.devices.find(id)).toMatchObject({
      revokedReason: 'token_reused',
      revokedAt: expect.any(String),
    });
    expect(
      await stores.sql('SELECT sid, user_id, reason FROM revocations WHERE sid = ANY($1::uuid[]) ORDER BY sid', [
        [id, other.id],
      ]),
    ).toEqual([id, other.id].sort().map((sid) => ({ sid, user_id: userId, reason: 'token_reused' })));
  });
});
