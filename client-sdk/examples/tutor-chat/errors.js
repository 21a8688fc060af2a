import { capitalized, counted } from './format.js';

/** @type {{ [code: string]: string }} */
const WORDS = {
  invalid_credentials: 'That e-mail and password do not match.',
  already_exists: 'There is an account with this e-mail already. Sign in instead?',
  unauthenticated: 'Please sign in again.',
  token_reused: 'Please sign in again.',
  session_revoked: 'This device was signed out.',
  busy: 'Your tutor is still answering. Wait a moment or stop the reply.',
  not_found: 'That is not here any more.',
  conflict: 'That is not possible right now; it may have changed on another device.',
  payload_too_large: 'That message is too long.',
  protocol_mismatch: 'There is a newer version of this page. Please reload.',
  upstream_failed: 'The tutor could not answer. Please try again.',
  upstream_timeout: 'The tutor took too long to answer. Please try again.',
  unavailable: 'The server is not reachable right now. Please try again in a moment.',
  offline: 'The server cannot be reached. Check your connection and try again.',
  aborted: 'That was cancelled.',
  internal: 'Something went wrong on our side. Please try again.',
};

/**
 * Return a sentence for the learner about an error of the service or the network.
 * @param {unknown} error
 * @returns {string}
 */
export function inWords(error) {
  const { code, details, message } = /** @type {{ code?: string, details?: unknown, message?: string }} */ (
    error ?? {}
  );
  if (code === 'rate_limited') {
    const seconds = Math.max(1, Math.ceil((retryAfterMs(error) ?? 30_000) / 1_000));
    return `That was a lot at once. Try again in ${counted(seconds, 'second')}.`;
  }
  if (code === 'validation_failed') return validation(details) ?? message ?? 'Please check what you entered.';
  if (code !== undefined) return WORDS[code] ?? message ?? 'Something went wrong.';
  return 'The server cannot be reached. Check your connection and try again.';
}

/**
 * Return the milliseconds after which the server asked to try again.
 * @param {unknown} error
 * @returns {number | undefined}
 */
export function retryAfterMs(error) {
  const { details } = /** @type {{ details?: { retryAfterMs?: number } }} */ (error ?? {});
  return details?.retryAfterMs;
}

/** @param {unknown} details */
function validation(details) {
  const [first] = Array.isArray(details) ? details : [];
  if (typeof first?.message !== 'string') return undefined;
  const field = Array.isArray(first.path) ? first.path.at(-1) : first.path;
  return field ? `${capitalized(String(field))}: ${first.message}` : first.message;
}
