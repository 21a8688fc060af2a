import { createHash } from 'node:crypto';
import { addressKey } from '../../address-key.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Call } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { ipPrefix } from '../rules/ip-prefix.ts';
import type { UserRow } from '../stores.ts';

/** Wrong passwords that one place may send for one account before it waits. */
const FREE_OF_PLACE = 5;
/** Wrong passwords for one account, from all places it never signed in from together. */
const FREE_OF_STRANGERS = 10;

/**
 * The account, where the password is its own [TK5]. Each wrong one makes the place it came from wait longer, and, unless
 * the account signed in from there before, all strangers to it together: no number of addresses speeds guessing up, and
 * no stranger keeps the owner out where they are at home. An unknown e-mail takes as long and waits as well.
 * @throws DomainError invalid_credentials, rate_limited
 */
export async function checkPassword(
  deps: Pick<Deps, 'read' | 'attempts' | 'passwords'>,
  { actor, client }: Pick<Call<'auth.login'>, 'actor' | 'client'>,
  email: string,
  password: string,
): Promise<{ user: UserRow; isOutdated: boolean }> {
  const account = createHash('sha256').update(email).digest('base64url');
  const isKnown = (await deps.read().devices.signedInFrom(email, ipPrefix(client.ip))) || actor !== undefined;
  // A device session stays the same place wherever it is taken.
  const place = { key: `${account}:${actor?.sid ?? addressKey(client.ip)}`, free: FREE_OF_PLACE };
  const attempt = await deps.attempts.begin([place, ...(isKnown ? [] : [{ key: account, free: FREE_OF_STRANGERS }])]);
  const user = await deps.read().users.findByEmail(email);
  const checked = user
    ? await deps.passwords.verify(password, user.passwordHash)
    : await deps.passwords.verifyNothing(password);
  if (!user || !checked?.isRight) throw new DomainError('invalid_credentials');
  await attempt.succeeded();
  return { user, isOutdated: checked.isOutdated };
}
