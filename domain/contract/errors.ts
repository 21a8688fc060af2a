/**
 * All errors, for REST and the socket: the HTTP status, whether the same call may succeed later (`retryable`), and a
 * title.
 */
export const errors = {
  unauthenticated: { status: 401, retryable: false, title: 'Sign in first' },
  token_expired: { status: 401, retryable: true, title: 'The access token has expired' },
  token_reused: { status: 401, retryable: false, title: 'This refresh token was used before' },
  session_revoked: { status: 401, retryable: false, title: 'This device session was ended' },
  invalid_credentials: { status: 401, retryable: false, title: 'E-mail or password is wrong' },
  forbidden: { status: 403, retryable: false, title: 'Not allowed' },
  premium_required: { status: 402, retryable: false, title: 'This needs the premium tier' },
  quota_exceeded: { status: 402, retryable: false, title: 'The quota is used up' },
  not_found: { status: 404, retryable: false, title: 'Not found' },
  validation_failed: { status: 400, retryable: false, title: 'The input is not valid' },
  unknown_operation: { status: 400, retryable: false, title: 'No such operation' },
  payload_too_large: { status: 413, retryable: false, title: 'The payload is too large' },
  unsupported_media_type: { status: 415, retryable: false, title: 'This media type is not accepted' },
  conflict: { status: 409, retryable: false, title: 'Not possible in the present state' },
  operation_conflict: { status: 409, retryable: false, title: 'This opId was used with another input' },
  version_conflict: { status: 409, retryable: false, title: 'It was changed meanwhile' },
  already_exists: { status: 409, retryable: false, title: 'It exists already' },
  busy: { status: 409, retryable: true, title: 'A reply is still running' },
  room_full: { status: 409, retryable: true, title: 'The room is full' },
  stale_epoch: { status: 409, retryable: true, title: 'Out of date: join again' },
  gone: { status: 410, retryable: false, title: 'No longer available' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  protocol_mismatch: { status: 426, retryable: false, title: 'This client speaks another protocol version' },
  upstream_failed: { status: 502, retryable: true, title: 'A service behind this one failed' },
  upstream_timeout: { status: 504, retryable: true, title: 'A service behind this one took too long' },
  unavailable: { status: 503, retryable: true, title: 'Not available right now' },
  internal: { status: 500, retryable: true, title: 'Something went wrong' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errors;
