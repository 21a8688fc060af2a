const KEY = 'courseside.tokens';
const SEEN = 'courseside.seen';

/** @typedef {{ accessToken: string, refreshToken: string }} TokenPair */

/** The SDK's TokenStore, which all tabs of this browser share. */
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

/** Whether anybody signed in with this browser before. */
export function hasSignedIn() {
  return localStorage.getItem(SEEN) !== null;
}

/** @typedef {{ sub: string, sid: string }} SignIn ids of the account, and of the device session that this sign-in began */

/** Read the account and device session from the stored access token, without checking it. @returns {SignIn | undefined} */
export function signedIn() {
  const saved = localStorage.getItem(KEY);
  if (saved === null) return undefined;
  const payload = /** @type {TokenPair} */ (JSON.parse(saved)).accessToken.split('.')[1] ?? '';
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
}

/**
 * Call back when another tab signs out, or signs in with another account. The tokens that are stored now are compared,
 * not those of the event: a tab that slept may get the event of a sign-out after the next sign-in.
 * @param {SignIn | undefined} own @param {() => void} changed
 */
export function onAccountChanged(own, changed) {
  addEventListener('storage', () => signedIn()?.sub !== own?.sub && changed());
}
