import { CoursesideError } from './errors.ts';
import { exclusively } from './locks.ts';
import { callRest } from './rest.ts';
import type { KeyValue } from './stores.ts';

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

/** A store of a device's tokens. All tabs must share it, because a refresh token can be used only once [TK2]. */
export interface TokenStore {
  /** Return the tokens, or undefined if nobody is signed in. */
  get(): Promise<TokenPair | undefined>;
  set(tokens: TokenPair): Promise<void>;
  clear(): Promise<void>;
}

export interface Tokens {
  /** Return an access token that is valid for at least a minute. If necessary, renew it. */
  current(): Promise<string>;
  /**
   * Return an access token other than the stale one: a token that another tab got in the meantime, or a renewed token.
   */
  renew(stale: string): Promise<string>;
  /** Return the id of the user to whom the tokens belong. */
  user(): Promise<string>;
  clear(): Promise<void>;
}

/** How long an access token must still be valid to be used. */
const LEAST_VALIDITY_MS = 60_000;

/**
 * Keep the tokens of a device in a store.
 *
 * @param store a store that all tabs share, such as `localStorageStore` or `indexedDbStore`
 * @param key the key of the tokens in the store
 * @example
 * const tokens = tokenStore(localStorageStore('courseside.'));
 * const { accessToken, refreshToken } = await login(url, { email, password });
 * await tokens.set({ accessToken, refreshToken });
 * const client = connect(url, { tokens });
 */
export function tokenStore(store: KeyValue, key = 'tokens'): TokenStore {
  return {
    get: () => store.get<TokenPair>(key),
    set: (tokens) => store.set(key, tokens),
    clear: () => store.remove(key),
  };
}

/** Keep tokens in memory for as long as the client lives. */
export function tokensInMemory(first: TokenPair): TokenStore {
  let pair: TokenPair | undefined = first;
  return {
    get: async () => pair,
    set: async (tokens) => void (pair = tokens),
    clear: async () => void (pair = undefined),
  };
}

export function openTokens(url: string, store: TokenStore, lock: string): Tokens {
  async function pair(): Promise<TokenPair> {
    const tokens = await store.get();
    if (!tokens) throw new CoursesideError({ code: 'unauthenticated', message: 'Sign in first', retryable: false });
    return tokens;
  }

  const renew = (stale: string) =>
    // Only one tab at a time may renew, because a refresh token that is used twice ends the device session.
    exclusively(`${lock}:refresh`, async () => {
      const { accessToken, refreshToken } = await pair();
      if (accessToken !== stale) return accessToken;
      const fresh = (await callRest(url, 'auth.refresh', { refreshToken }).catch(endIfExpired)) as TokenPair;
      await store.set({ accessToken: fresh.accessToken, refreshToken: fresh.refreshToken });
      return fresh.accessToken;
    });

  return {
    async current() {
      const { accessToken } = await pair();
      return claims(accessToken).exp * 1_000 - Date.now() < LEAST_VALIDITY_MS ? renew(accessToken) : accessToken;
    },
    renew,
    user: async () => userOf((await pair()).accessToken),
    clear: () => store.clear(),
  };
}

/**
 * Throw the error. `token_expired` becomes final here, because the refresh token has expired, and only a new sign-in
 * helps. An expired access token would be retryable.
 */
function endIfExpired(error: unknown): never {
  if (!(error instanceof CoursesideError) || error.code !== 'token_expired') throw error;
  throw new CoursesideError({ code: error.code, message: error.message, retryable: false });
}

/** Return the id of the user to whom an access token belongs. */
export const userOf = (accessToken: string): string => claims(accessToken).sub;

/** Read the claims of a JWT without verifying it, because only the server can tell whether it is valid. */
function claims(token: string): { sub: string; exp: number } {
  const payload = token.split('.')[1] ?? '';
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return { sub: '', exp: 0 };
  }
}
