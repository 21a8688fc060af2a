const KEY = 'courseside.tokens';
const SEEN = 'courseside.seen';

/** @typedef {{ accessToken: string, refreshToken: string }} TokenPair */

/** The store in which the SDK keeps the tokens. All tabs of this browser share it. */
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

/** Return whether anybody has signed in with this browser before. */
export function hasSignedIn() {
  return localStorage.getItem(SEEN) !== null;
}

/** @typedef {{ sub: string, sid: string }} SignIn the ids of the account (`sub`) and of the device session (`sid`) */

/**
 * Read the account and device session from the stored access token, without verifying the token.
 * @returns {SignIn | undefined}
 */
export function signedIn() {
  const saved = localStorage.getItem(KEY);
  if (saved === null) return undefined;
  const payload = /** @type {TokenPair} */ (JSON.parse(saved)).accessToken.split('.')[1] ?? '';
  return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
}

/**
 * Call back when another tab signs out or signs in with another account. The stored tokens are compared and not those
 * of the event, because a suspended tab may get the event of a sign-out only after the next sign-in.
 * @param {SignIn | undefined} own @param {() => void} changed
 */
export function onAccountChanged(own, changed) {
  addEventListener('storage', () => signedIn()?.sub !== own?.sub && changed());
}
