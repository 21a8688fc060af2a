import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { connect, memoryStore, register, tokenStore } from '../../../client-sdk/src/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';

const TTL_SECONDS = 6;

it(
  '[C6] tokens that are valid for seconds are renewed in place: the socket stays, and is asked once per token to renew',
  { timeout: 60_000 },
  async () => {
    const { url } = await startNode({ ACCESS_TOKEN_TTL: String(TTL_SECONDS) });
    const { accessToken, refreshToken } = await register(url, {
      email: `${crypto.randomUUID()}@example.com`,
      password: PASSWORD,
    });
    const store = tokenStore(memoryStore());
    await store.set({ accessToken, refreshToken });
    const client = connect(url, { tokens: store });
    onCleanup(() => client.close());
    const states: string[] = [];
    client.onState(({ state }) => states.push(state));
    let asked = 0;
    client.on('auth.expiring', () => void (asked += 1));
    await expect.poll(() => client.state.state).toBe('connected');

    await sleep(3 * TTL_SECONDS * 1_000);
    expect(states).toEqual(['connected']);
    expect((await client.call('auth.me', {})).user.email).toContain('@example.com');
    expect((await store.get())?.refreshToken).not.toBe(refreshToken);
    // The server sends `auth.expiring` half-way through the lifetime of each token.
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(asked).toBeLessThanOrEqual(9);
  },
);
