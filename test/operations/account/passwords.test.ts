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

/** Hash a password as old versions of the product did: with weaker parameters, or without Unicode normalization. */
function oldHash(password: string, memory: number, passes: number): string {
  const nonce = Buffer.alloc(16, 7);
  const tag = argon2Sync('argon2id', { message: password, nonce, memory, passes, parallelism: 1, tagLength: 32 });
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${salt}$${hash}`;
}
const weakHash = (password: string) => oldHash(password, 8_192, 1);

/** The same password with composed and with decomposed letters. Which of them is sent depends on the keyboard. */
const [COMPOSED, DECOMPOSED] = ['grüne Äpfel, süß'.normalize('NFC'), 'grüne Äpfel, süß'.normalize('NFD')];
const RIGHT = { isRight: true, isOutdated: false };
const WRONG = { isRight: false, isOutdated: false };

it('[TK3] a password is hashed with a random salt, and the hash holds its parameters', async () => {
  const [one, two] = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
  expect(one).toMatch(PHC);
  expect(two).toMatch(PHC);
  expect(one).not.toBe(two);
  expect([await passwords.verify(PASSWORD, one), await passwords.verify(`${PASSWORD}!`, one)]).toEqual([RIGHT, WRONG]);
});

it('[TK3] a hash with weaker parameters is still valid, and is reported as outdated', async () => {
  expect(await passwords.verify(PASSWORD, weakHash(PASSWORD))).toEqual({ isRight: true, isOutdated: true });
});

it('[TK3] the same word is the same password in every Unicode form', async () => {
  const hash = await passwords.hash(DECOMPOSED);
  for (const form of [COMPOSED, DECOMPOSED, COMPOSED.normalize('NFKD')])
    expect(await passwords.verify(form, hash)).toEqual(RIGHT);
  expect(await passwords.verify('grune Apfel, suß', hash)).toEqual(WRONG);
  // Full-width letters, which Japanese keyboards can type, are also equal to ordinary letters.
  expect(
    await passwords.verify('seven quiet herons', await passwords.hash('ｓｅｖｅｎ　ｑｕｉｅｔ　ｈｅｒｏｎｓ')),
  ).toEqual(RIGHT);
  expect(passwords.isCommon('ｐａｓｓｗｏｒｄ１２３')).toBe(true);
});

it('[TK3] a hash of the exact code units is still valid for the same input, and is reported as outdated', async () => {
  const typed = oldHash(DECOMPOSED, 19_456, 2);
  expect(await passwords.verify(DECOMPOSED, typed)).toEqual({ isRight: true, isOutdated: true });
  expect(await passwords.verify(COMPOSED, oldHash(COMPOSED, 19_456, 2))).toEqual(RIGHT);
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

  const login = async (email: string, password: string) =>
    (await rest(url, 'POST', '/auth/login', { body: { email, password } })).status;

  it.each([
    ['of weaker parameters', PASSWORD, weakHash(PASSWORD), PASSWORD],
    ['of what was typed', DECOMPOSED, oldHash(DECOMPOSED, 19_456, 2), COMPOSED],
  ])('[TK3] replaces a hash %s', async (_kind, password, old, other) => {
    const { email } = await signUp(url);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('UPDATE users SET password_hash = $1 WHERE email = $2', [old, email]);
    expect(await login(email, password)).toBe(200);
    const { rows } = await client.query('SELECT password_hash FROM users WHERE email = $1', [email]);
    await client.end();
    expect(rows[0].password_hash).toMatch(PHC);
    expect(rows[0].password_hash).not.toBe(old);
    expect(await login(email, other)).toBe(200);
  });

  it('[TK3] a password of ten code units with fewer than ten characters is too short', async () => {
    const body = { email: 'short@example.com', password: 'äöüäö'.normalize('NFD') };
    const refused = await rest(url, 'POST', '/auth/register', { body });
    expect([refused.status, refused.body.details[0].path]).toEqual([400, 'password']);
  });
});
