import { CoursesideError } from './errors.ts';
import { exclusively } from './locks.ts';
import { callRest } from './rest.ts';

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

/** Where tokens live; tabs of one browser share it, since refresh tokens rotate. */
export interface TokenStore {
  get(): Promise<TokenPair | undefined>;
  set(tokens: TokenPair): Promise<void>;
  clear(): Promise<void>;
}

export interface Tokens {
  /** The present access token, renewed where it has less than a minute left. */
  current(): Promise<string>;
  /** A new one, whatever the old one says; where another tab renewed meanwhile, that one. */
  renew(stale: string): Promise<string>;
  /** Whom the tokens are of. */
  user(): Promise<string>;
  clear(): Promise<void>;
}

const EARLY_MS = 60_000;

export function openTokens(url: string, store: TokenStore, lock: string): Tokens {
  async function pair(): Promise<TokenPair> {
    const tokens = await store.get();
    if (!tokens) throw new CoursesideError({ code: 'unauthenticated', message: 'Sign in first', retryable: false });
    return tokens;
  }

  const renew = (stale: string) =>
    // One refresh at a time over all tabs: a token used twice would end the device session.
    exclusively(`${lock}:refresh`, async () => {
      const { accessToken, refreshToken } = await pair();
      if (accessToken !== stale) return accessToken;
      const fresh = (await callRest(url, 'auth.refresh', { refreshToken }).catch(final)) as TokenPair;
      await store.set({ accessToken: fresh.accessToken, refreshToken: fresh.refreshToken });
      return fresh.accessToken;
    });

  return {
    async current() {
      const { accessToken } = await pair();
      return claims(accessToken).exp * 1_000 - Date.now() < EARLY_MS ? renew(accessToken) : accessToken;
    },
    renew,
    user: async () => userOf((await pair()).accessToken),
    clear: () => store.clear(),
  };
}

/** An access token that is over is renewed; a refresh token that is over is the end. */
function final(error: unknown): never {
  if (!(error instanceof CoursesideError) || error.code !== 'token_expired') throw error;
  throw new CoursesideError({ code: error.code, message: error.message, retryable: false });
}

export const userOf = (accessToken: string): string => claims(accessToken).sub;

/** What a JWT says of itself; the server alone decides whether it is valid. */
function claims(token: string): { sub: string; exp: number } {
  const payload = token.split('.')[1] ?? '';
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return { sub: '', exp: 0 };
  }
}
