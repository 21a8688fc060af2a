import { createHash } from 'node:crypto';
import type { Deps } from '../../areas/deps.ts';
import { userStream } from '../../call.ts';
import type { Call, UseCases } from '../../call.ts';
import { defaultPreferences } from '../../contract/preferences.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { pageOf } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import type { authOperations, DeviceSession, Tokens } from '../contract/auth.ts';
import { MAX_NAME } from '../contract/user.ts';
import { customaryUnits } from '../rules/customary-units.ts';
import { ipPrefix } from '../rules/ip-prefix.ts';
import type { DeviceRow, UserRow } from '../stores.ts';
import { actorOf } from './actor.ts';
import { checkPassword } from './check-password.ts';
import { publicUser } from './user.ts';

/**
 * How long the previous refresh token still works after it was exchanged, in case the client did not receive the
 * current one [TK2].
 */
const REUSE_GRACE_MS = 10_000;

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');
const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();

export const authUseCases = {
  async 'auth.register'(deps, call, input) {
    if (input.password.normalize('NFKC').toLowerCase() === input.email)
      throw invalid('password', 'must not be the e-mail');
    if (deps.passwords.isCommon(input.password)) throw invalid('password', 'is one of the most common passwords');
    const [first, ...rest] = input.name?.trim().split(/\s+/) ?? [];
    if ([first ?? '', rest.join(' ')].some((name) => name.length > MAX_NAME))
      throw invalid('name', `first and last name must have at most ${MAX_NAME} characters each`);
    const user: UserRow = {
      id: newId(),
      email: input.email,
      firstName: input.firstName ?? first,
      lastName: input.lastName ?? (rest.join(' ') || undefined),
      timezone: input.timezone ?? 'UTC',
      emailVerified: false,
      roles: ['learner'],
      tier: 'free',
      createdAt: call.now.toISOString(),
      passwordHash: await deps.passwords.hash(input.password),
    };
    return call.commit(async (tx) => {
      await tx.users.insert(user);
      const units = customaryUnits(user.timezone);
      if (units) await tx.users.savePreferences(user.id, { ...defaultPreferences, units });
      return signIn(deps, call, tx, user, input.deviceName);
    });
  },

  async 'auth.login'(deps, call, input) {
    const { user, isOutdated } = await checkPassword(deps, call, input.email, input.password);
    const rehashed = isOutdated ? await deps.passwords.hash(input.password) : undefined;
    return call.commit(
      async (tx) => {
        // The account may have been deleted while the password was checked. From here on, the lock on the user's stream
        // prevents a deletion.
        if (!(await tx.users.find(user.id))) throw new DomainError('invalid_credentials');
        if (rehashed) await tx.users.update(user.id, { passwordHash: rehashed });
        return signIn(deps, call, tx, user, input.deviceName);
      },
      { streams: [userStream(user.id)] },
    );
  },

  async 'auth.refresh'(deps, call, input) {
    const presented = sha256(input.refreshToken);
    // The error is kept in a variable and thrown after the transaction, because the revocation must be committed.
    let refused: DomainError | undefined;
    let revoked: { sid: string; userId: string; reason: string }[] = [];
    const tokens = await call.commit(async (tx) => {
      // If the transaction conflicts with another one, this function runs again, and only its last run counts.
      [refused, revoked] = [undefined, []];
      const device = await tx.devices.findByToken(presented);
      const user = device && (await tx.users.find(device.userId));
      if (!device || !user) throw new DomainError('unauthenticated', 'This refresh token is not known');
      if (device.revokedAt) throw new DomainError('session_revoked');
      if (device.expiresAt <= call.now.toISOString()) throw new DomainError('token_expired', 'Sign in again');
      const [next, ...byPreviousKey] = deps.tokens.nextRefreshTokens(input.refreshToken);
      if (presented === device.tokenHash) {
        await tx.devices.update(device.id, {
          tokenHash: sha256(next),
          parentHash: presented,
          rotatedAt: call.now.toISOString(),
          expiresAt: after(call.now, deps.lifetimes.refreshSeconds),
          lastSeenAt: call.now.toISOString(),
          ipPrefix: ipPrefix(call.client.ip),
        });
      } else if (
        presented !== device.parentHash ||
        call.now.getTime() - Date.parse(device.rotatedAt) > REUSE_GRACE_MS
      ) {
        await tx.devices.revoke([device.id], 'token_reused');
        revoked.push({ sid: device.id, userId: user.id, reason: 'token_reused' });
        refused = new DomainError('token_reused');
      }
      // A client that presents the previous token gets the current token again, which may have been made with the
      // previous server key.
      const current = byPreviousKey.find((token) => sha256(token) === device.tokenHash) ?? next;
      return tokensFor(deps, user, device.id, current);
    });
    if (refused) {
      deps.ended(revoked);
      throw refused;
    }
    return tokens;
  },

  async 'auth.logout'(deps, call) {
    const { sid, userId } = call.actor;
    const done = await call.commit(async (tx) => {
      await tx.devices.revoke([sid], 'logout');
      return {};
    });
    deps.ended([{ sid, userId, reason: 'logout' }]);
    return done;
  },

  async 'auth.me'(deps, call) {
    const { userId, sid, roles, scopes, tier } = call.actor;
    const [user, device] = await Promise.all([deps.read().users.find(userId), deps.read().devices.find(sid)]);
    if (!user || !device) throw new DomainError('session_revoked');
    return { user: publicUser(user), roles, scopes, tier, session: shown(device, sid) };
  },

  async 'auth.sessions'(deps, call, { page, limit }) {
    const devices = await deps.read().devices.list(call.actor.userId);
    const rows = devices.slice((page - 1) * limit, page * limit).map((device) => shown(device, call.actor.sid));
    return pageOf({ rows, total: devices.length }, { page, limit }, {});
  },

  async 'auth.revoke'(deps, call, { sessionId }) {
    const { userId } = call.actor;
    let ended: string[] = [];
    const done = await call.commit(async (tx) => {
      const live = (await tx.devices.list(userId)).map((device) => device.id);
      ended =
        sessionId === 'others' ? live.filter((id) => id !== call.actor.sid) : live.filter((id) => id === sessionId);
      if (sessionId !== 'others' && ended.length === 0) throw new DomainError('not_found');
      await tx.devices.revoke(ended, 'revoked');
      for (const id of ended)
        tx.append(userStream(userId), 'resource.changed', { kind: 'device_session', id, change: 'deleted' });
      return {};
    });
    deps.ended(ended.map((sid) => ({ sid, userId, reason: 'revoked' })));
    return done;
  },

  async 'auth.renew'(deps, call, { token }) {
    const claims = deps.tokens.verify(token);
    if (claims.userId !== call.actor.userId || claims.sid !== call.actor.sid)
      throw new DomainError('forbidden', 'This token belongs to another device session');
    const device = await deps.read().devices.find(claims.sid);
    if (!device || device.revokedAt) throw new DomainError('session_revoked');
    call.connection?.renew(claims.expiresAt);
    return { expiresIn: Math.floor((claims.expiresAt.getTime() - call.now.getTime()) / 1_000) };
  },
} satisfies UseCases<typeof authOperations>;

async function signIn(
  deps: Deps,
  call: Call<'auth.login' | 'auth.register'>,
  tx: Tx,
  user: UserRow,
  deviceName?: string,
): Promise<Tokens> {
  const refreshToken = deps.tokens.newRefreshToken();
  const at = call.now.toISOString();
  const device: DeviceRow = {
    id: newId(),
    userId: user.id,
    name: deviceName ?? deviceFrom(call.client.userAgent),
    ipPrefix: ipPrefix(call.client.ip),
    tokenHash: sha256(refreshToken),
    rotatedAt: at,
    expiresAt: after(call.now, deps.lifetimes.refreshSeconds),
    createdAt: at,
    lastSeenAt: at,
  };
  await tx.devices.insert(device);
  return tokensFor(deps, user, device.id, refreshToken);
}

function tokensFor(deps: Deps, user: UserRow, sid: string, refreshToken: string): Tokens {
  const { accessSeconds } = deps.lifetimes;
  return {
    user: publicUser(user),
    accessToken: deps.tokens.issue(actorOf(user, sid), accessSeconds),
    refreshToken,
    expiresIn: accessSeconds,
  };
}

function shown(device: DeviceRow, currentSid: string): DeviceSession {
  const { id, name, lastSeenAt, createdAt, ipPrefix: prefix } = device;
  return { id, name, lastSeenAt, createdAt, ipPrefix: prefix, current: id === currentSid };
}

function deviceFrom(userAgent = ''): string {
  const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0]?.replace('Edg', 'Edge') ?? 'App';
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(userAgent)?.[0]?.replace('Mac OS X', 'Mac');
  return system ? `${browser} on ${system}` : browser;
}

const invalid = (path: string, message: string) =>
  new DomainError('validation_failed', `${path}: ${message}`, [{ path, message }]);
