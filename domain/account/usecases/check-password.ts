import { createHash } from 'node:crypto';
import { addressKey } from '../../address-key.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Call } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { ipPrefix } from '../rules/ip-prefix.ts';
import type { UserRow } from '../stores.ts';

/**
 * How many wrong passwords one source (an address or a device session) may send for one account before it must wait.
 */
const FREE_OF_PLACE = 5;
/**
 * How many wrong passwords for one account may come from networks from which it never signed in, all counted together,
 * before these networks must wait.
 */
const FREE_OF_STRANGERS = 10;

/**
 * Return the account if the password is right [TK5]. After a few wrong passwords, their source (an address or a device
 * session) must wait longer each time. If the account never signed in from this network, the wrong password also counts
 * towards a limit that all such networks share. So a guesser gains nothing by using many addresses, and can't lock the
 * owner out on a known network or device. An unknown e-mail address takes as long to check and has the same waits.
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
