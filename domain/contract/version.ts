/**
 * The version of the socket protocol. `history` says what each version added. `test/contract/contract.test.ts` fails
 * until a change of the contract is recorded here.
 */
export const PROTOCOL_VERSION = 1;

/**
 * The oldest version that a client may still use. Two versions run side by side while nodes and clients are replaced.
 */
export const MIN_PROTOCOL_VERSION = 1;

/** The sha256 of the JSON schema, access, limits and routes of every operation, and of every event. */
export const CONTRACT_HASH = 'cb52e95b05b84a5e413f0da1d1d28aa09a2a80d5e57b72b8dcd8943507bda203';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
