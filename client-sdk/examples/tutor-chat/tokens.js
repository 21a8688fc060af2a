const KEY = 'courseside.tokens';
const SEEN = 'courseside.seen';

/** @typedef {{ accessToken: string, refreshToken: string }} TokenPair */

/** Who is signed in, shared by the tabs of this browser; the SDK's TokenStore. */
export const tokenStore = {
  /** @returns {Promise<TokenPair | undefined>} */
  async get() {
    const saved = localStorage.getItem(KEY);
    return saved === null ? undefined : JSON.parse(saved);
  },
  /** @param {TokenPair} tokens */
  async set({ accessToken, refreshToken }) {
    localStorage.setItem(KEY, JSON.stringify({ accessToken, refreshToken }));
    localStorage.setItem(SEEN, 'yes');
  },
  async clear() {
    localStorage.removeItem(KEY);
  },
};

/** Someone signed in here before. */
export function hasSignedIn() {
  return localStorage.getItem(SEEN) !== null;
}

/** @typedef {{ sub: string, sid: string }} SignIn the account, and the device session that this sign-in began */

/** Whose the tokens are, by their own words: enough to tell one from another. @returns {SignIn | undefined} */
export function signedIn() {
  const saved = localStorage.getItem(KEY);
  if (saved === null) return undefined;
  const payload = /** @type {TokenPair} */ (JSON.parse(saved)).accessToken.split('.')[1] ?? '';
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
}

/**
 * Calls back when another tab signed out, or in as somebody else. What is kept now counts, not what the event tells: a
 * tab that slept hears of a sign-out when the next one has signed in already.
 * @param {SignIn | undefined} mine @param {() => void} changed
 */
export function onAccountChanged(mine, changed) {
  addEventListener('storage', () => signedIn()?.sub !== mine?.sub && changed());
}
