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

/** Calls back when another tab signed out. @param {() => void} gone */
export function onSignedOutElsewhere(gone) {
  addEventListener('storage', ({ key, newValue }) => key === KEY && newValue === null && gone());
}
