import type { Actor } from '../actor.ts';

/** The device sessions that were ended. Every node reads them [C6]. */
export interface Revocations {
  /** Returns the device sessions that were ended in the last `seconds`, by the database's clock. */
  recent(seconds: number): Promise<{ sid: string; userId: string; reason: string }[]>;
}

export interface Tokens {
  issue(actor: Actor, ttlSeconds: number): string;
  /** Returns the claims of a valid access token. @throws DomainError token_expired, unauthenticated */
  verify(token: string): { userId: string; sid: string; email: string; scopes: string[]; expiresAt: Date };
  /** Returns 256 random bits as URL-safe text. */
  newRefreshToken(): string;
  /**
   * Returns HMAC-SHA256(server key, presented token) [TK1] for each server key: the present key first, then, while the
   * key is rotated, the previous one.
   */
  nextRefreshTokens(presented: string): [present: string, ...previous: string[]];
}

/** Counts failed attempts and makes callers wait, so that secrets can't be guessed fast [TK5]. */
export interface Attempts {
  /**
   * Counts one failed attempt under each key. The first key is that of the caller's place: an address or a device
   * session. `succeeded` takes the failure back. After `free` failures a key must wait between attempts.
   * @throws DomainError rate_limited while a key must wait
   */
  begin(counted: readonly { key: string; free: number }[]): Promise<{ succeeded(): Promise<void> }>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * Checks a password. `isOutdated` means that the password is right, but its hash should be replaced by one of today's
   * kind.
   */
  verify(password: string, hash: string): Promise<{ isRight: boolean; isOutdated: boolean }>;
  /**
   * Takes as long as the check of a wrong password, so that the time of the answer does not show whether an e-mail
   * address is known.
   */
  verifyNothing(password: string): Promise<undefined>;
  isCommon(password: string): boolean;
}
