import { argon2Sync } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { createPasswords } from '../../../server/integrations/auth/passwords.ts';
import { PASSWORD, rest, signUp } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

const passwords = createPasswords();
const PHC = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;

/** A hash as an installation made it whose parameters were weaker. */
function weakHash(password: string): string {
  const nonce = Buffer.alloc(16, 7);
  const tag = argon2Sync('argon2id', {
    message: password,
    nonce,
    memory: 8_192,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  return `$argon2id$v=19$m=8192,t=1,p=1$${salt}$${hash}`;
}

it('[TK3] a password is hashed with its own salt, and the hash says how', async () => {
  const [one, two] = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
  expect(one).toMatch(PHC);
  expect(two).toMatch(PHC);
  expect(one).not.toBe(two);
  expect([await passwords.verify(PASSWORD, one), await passwords.verify(`${PASSWORD}!`, one)]).toEqual([true, false]);
  expect(passwords.needsRehash(one)).toBe(false);
});

it('[TK3] a hash of weaker parameters is still good, and asks to be replaced', async () => {
  const weak = weakHash(PASSWORD);
  expect(await passwords.verify(PASSWORD, weak)).toBe(true);
  expect(passwords.needsRehash(weak)).toBe(true);
});

it.each(['password123', 'aaaaaaaaaaaa', 'abcabcabcabc', '0123456789', 'zyxwvutsrq'])(
  '[TK3] "%s" is too common',
  (password) => {
    expect(passwords.isCommon(password)).toBe(true);
    expect(passwords.isCommon(password.toUpperCase())).toBe(true);
  },
);

describeWith('postgres')('signing in', () => {
  let [url, databaseUrl] = ['', ''];
  beforeAll(async () => {
    ({ url: databaseUrl } = await freshDatabase());
    ({ url } = await startNode({ DATABASE_URL: databaseUrl }));
  });

  it('[TK3] replaces a hash of weaker parameters', async () => {
    const { email } = await signUp(url);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('UPDATE users SET password_hash = $1 WHERE email = $2', [weakHash(PASSWORD), email]);
    expect((await rest(url, 'POST', '/auth/login', { body: { email, password: PASSWORD } })).status).toBe(200);
    const { rows } = await client.query('SELECT password_hash FROM users WHERE email = $1', [email]);
    await client.end();
    expect(rows[0].password_hash).toMatch(PHC);
    expect((await rest(url, 'POST', '/auth/login', { body: { email, password: PASSWORD } })).status).toBe(200);
  });
});
