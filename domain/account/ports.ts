import type { Actor } from '../actor.ts';

/** Device sessions that were ended, for every node to read [C6]. */
export interface Revocations {
  /** Those of the last `seconds`, by the database's clock. */
  recent(seconds: number): Promise<{ sid: string; userId: string; reason: string }[]>;
}

export interface Tokens {
  issue(actor: Actor, ttlSeconds: number): string;
  /** @throws DomainError token_expired, unauthenticated */
  verify(token: string): { userId: string; sid: string; email: string; scopes: string[]; expiresAt: Date };
  /** 256 bits, url-safe. */
  newRefreshToken(): string;
  /** HMAC-SHA256(server key, presented token) [TK1], by the present key first, then by the previous one while it is rotated. */
  nextRefreshTokens(presented: string): [present: string, ...previous: string[]];
}

/** Slows down whoever guesses a secret [TK5]. */
export interface Attempts {
  /**
   * Counts one try under each key, beginning with that of the place it comes from, as failed until it succeeds; `free` is
   * how many failures a key has before it waits.
   * @throws DomainError rate_limited while a key waits
   */
  begin(counted: readonly { key: string; free: number }[]): Promise<{ succeeded(): Promise<void> }>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `isOutdated`: a hash of today's kind should take the place of this one, whose password is right. */
  verify(password: string, hash: string): Promise<{ isRight: boolean; isOutdated: boolean }>;
  /** Takes as long as the check of a wrong password: for unknown e-mails. */
  verifyNothing(password: string): Promise<undefined>;
  isCommon(password: string): boolean;
}
