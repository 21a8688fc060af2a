import { beforeAll, describe, expect, it } from 'vitest';
import { connect, login, memoryStore, register, tokenStore } from '../../../client-sdk/src/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';
import { freePort } from '../../support/services/service.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await sharedNode());
});

async function signedIn(target: string) {
  const email = `${crypto.randomUUID()}@example.com`;
  const { accessToken, refreshToken } = await register(url, { email, password: PASSWORD });
  const tokens = tokenStore(memoryStore());
  await tokens.set({ accessToken, refreshToken });
  const client = connect(target, { tokens });
  onCleanup(() => client.close());
  return { client, tokens, email };
}

describe('signing out [auth.logout]', () => {
  it('ends the device session and removes the tokens', async () => {
    const { client, tokens, email } = await signedIn(url);
    const { accessToken, refreshToken } = await login(url, { email, password: PASSWORD });
    const other = connect(url, { accessToken, refreshToken });
    onCleanup(() => other.close());
    expect((await other.call('auth.sessions', {})).data).toHaveLength(2);
    await client.signOut();
    expect(await tokens.get()).toBeUndefined();
    expect((await other.call('auth.sessions', {})).data).toHaveLength(1);
  });

  it('removes the tokens without a connection too', async () => {
    const { client, tokens } = await signedIn(`http://127.0.0.1:${await freePort()}`);
    await client.signOut();
    expect(await tokens.get()).toBeUndefined();
  });
});
