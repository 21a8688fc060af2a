import { createHash } from 'node:crypto';
import { addressKey } from '../../address-key.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Call } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { ipPrefix } from '../rules/ip-prefix.ts';
import type { UserRow } from '../stores.ts';

/** How many wrong passwords one place (an address or a device session) may send for one account before it must wait. */
const FREE_OF_PLACE = 5;
/**
 * How many wrong passwords for one account are free for all networks together from which the account never signed in.
 */
const FREE_OF_STRANGERS = 10;

/**
 * Return the account if the password is right [TK5]. Each wrong password makes its place (an address or a device
 * session) wait longer. If the account never signed in from this network, the wrong password also counts for the
 * account as a whole. So a guesser gains nothing by using many addresses, and can't lock the owner out on a known
 * network or device. An unknown e-mail address takes as long to check and has the same waits.
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
  // A signed-in device is counted by its device session, because its address changes.
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
