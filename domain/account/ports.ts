import type { Actor } from '../actor.ts';

/** Reads which device sessions were ended. Every node asks for them regularly and closes their sockets [C6]. */
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
   * Returns the refresh token that follows the presented one: HMAC-SHA256(server key, presented token) [TK1]. While the
   * server key is being replaced, the token made with the previous key follows as the second item.
   */
  nextRefreshTokens(presented: string): [present: string, ...previous: string[]];
}

/** Counts wrong passwords and makes callers wait, so that passwords can't be guessed fast [TK5]. */
export interface Attempts {
  /**
   * Counts an attempt as failed under each key before the password is checked. Call `succeeded` to take that back. The
   * first key stands for the source: the caller's address or device session. After `free` failures under a key, its
   * callers must wait between attempts.
   * @throws DomainError rate_limited while a key must wait
   */
  begin(counted: readonly { key: string; free: number }[]): Promise<{ succeeded(): Promise<void> }>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * Checks a password. `isOutdated` means that the password is right, but its hash should be replaced by one with the
   * current parameters.
   */
  verify(password: string, hash: string): Promise<{ isRight: boolean; isOutdated: boolean }>;
  /**
   * Takes as long as the check of a wrong password, so that the time of the answer does not show whether an e-mail
   * address is known.
   */
  verifyNothing(password: string): Promise<undefined>;
  isCommon(password: string): boolean;
}
