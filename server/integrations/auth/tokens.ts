import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Tokens } from '../../../domain/account/ports.ts';
import { Id } from '../../../domain/contract/common.ts';
import { DomainError } from '../../../domain/errors.ts';
import { newId } from '../../../domain/ids.ts';

/** The claims of an access token. They are checked, because another program may sign tokens with the same secret. */
const Claims = z.object({ sub: Id, sid: Id, email: z.string(), scope: z.array(z.string()), exp: z.int() });

const REFRESH_BYTES = 32;
/**
 * The maximum number of verified tokens that are remembered. A device sends the same token at each reconnection and
 * each request, so a remembered token need not be verified again.
 */
const MAX_VERIFIED = 2_000;

type Verified = ReturnType<Tokens['verify']>;

/**
 * Issue and verify access tokens (JWT with HS256 and `kid`), and make opaque refresh tokens [TK1]. During a rotation of
 * the secret, tokens that were signed with the previous secret are still accepted.
 */
export function createTokens({ secret, previousSecret }: { secret: string; previousSecret?: string }): Tokens {
  const keys = new Map(
    [secret, ...(previousSecret ? [previousSecret] : [])].map((key) => [keyId(key), secretKey(key)]),
  );
  const verified = new Map<string, Verified>();

  function check(token: string): Verified {
    try {
      // `decode` also throws if the text is not a token.
      const key = keys.get(jwt.decode(token, { complete: true })?.header.kid ?? '');
      if (!key) throw new jwt.JsonWebTokenError('signed with an unknown key');
      const { sub, sid, email, scope, exp } = Claims.parse(jwt.verify(token, key, { algorithms: ['HS256'] }));
      return { userId: sub, sid, email, scopes: scope, expiresAt: new Date(exp * 1_000) };
    } catch (error) {
      if (error instanceof jwt.TokenExpiredError) throw new DomainError('token_expired');
      throw new DomainError('unauthenticated', 'The access token is not valid');
    }
  }

  function remember(token: string, claims: Verified): Verified {
    const [oldest] = verified.keys();
    if (verified.size >= MAX_VERIFIED && oldest !== undefined) verified.delete(oldest);
    verified.set(token, claims);
    return claims;
  }

  return {
    issue({ userId, email, sid, scopes, tier }, ttlSeconds) {
      const claims = { sub: userId, email, sid, scope: scopes, tier, jti: newId() };
      return jwt.sign(claims, secret, { algorithm: 'HS256', expiresIn: ttlSeconds, keyid: keyId(secret) });
    },

    verify(token) {
      const known = verified.get(token) ?? remember(token, check(token));
      // Only the expiry is checked here. The callers check each time whether the device session was revoked.
      if (known.expiresAt.getTime() <= Date.now()) throw new DomainError('token_expired');
      return known;
    },

    newRefreshToken: () => randomBytes(REFRESH_BYTES).toString('base64url'),
    nextRefreshTokens: (presented) => [
      next(secret, presented),
      ...(previousSecret ? [next(previousSecret, presented)] : []),
    ],
  };
}

const next = (secret: string, presented: string) =>
  createHmac('sha256', `refresh:${secret}`).update(presented).digest('base64url');

const keyId = (key: string) => createHash('sha256').update(`kid:${key}`).digest('base64url').slice(0, 8);

// Make the key object once. From a text, the library would first try to read a public key, at each call.
const secretKey = (key: string) => createSecretKey(Buffer.from(key));
