import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { Attempts } from '../../../domain/account/ports.ts';
import { createAttempts } from '../../../server/integrations/auth/attempts.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeWith } from '../../support/services/require.ts';
import { shared } from '../../support/services/shared.ts';

const refused = { code: 'rate_limited' };

function suite(open: () => Promise<Attempts>): void {
  it('[TK5] each wait is twice as long as the previous one, and a success ends it', async () => {
    const attempts = await open();
    const place = { key: randomUUID(), free: 1 };
    await attempts.begin([place]);
    const second = await attempts.begin([place]);
    await expect(attempts.begin([place])).rejects.toMatchObject(refused);
    const [first, longer] = [await waitOf(attempts, place), await nextWait(attempts, place)];
    expect(first).toBeLessThanOrEqual(1_000);
    expect(longer).toBeGreaterThan(1_000);
    expect(longer).toBeLessThanOrEqual(2_000);
    await second.succeeded();
    await attempts.begin([place]);
  });

  it('[TK5] a success at one place takes back its own failure of the account, and no other failure', async () => {
    const attempts = await open();
    const account = { key: randomUUID(), free: 2 };
    const from = () => attempts.begin([{ key: randomUUID(), free: 5 }, account]);
    await from();
    await (await from()).succeeded();
    await from();
    await from();
    await expect(from()).rejects.toMatchObject(refused);
  });
}

async function waitOf(attempts: Attempts, place: { key: string; free: number }): Promise<number> {
  const error = await attempts.begin([place]).catch((one: { details: { retryAfterMs: number } }) => one);
  return 'details' in error ? error.details.retryAfterMs : 0;
}

async function nextWait(attempts: Attempts, place: { key: string; free: number }): Promise<number> {
  await expect.poll(() => waitOf(attempts, place)).toBe(0);
  return waitOf(attempts, place);
}

describe('attempts in memory', () => {
  suite(async () => createAttempts({ prefix: 'test:', enabled: true }));
});

describeWith('redis')('attempts in Redis', () => {
  suite(async () => {
    const client = new Redis(await shared('redis'));
    onCleanup(() => client.disconnect());
    return createAttempts({ redis: { client, isAway: () => false }, prefix: `${randomUUID()}:`, enabled: true });
  });
});
