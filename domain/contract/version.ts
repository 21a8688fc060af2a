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
export const CONTRACT_HASH = '7b5770c927dad663a15c6f3981d47ba31db7bd63a7c5a97aa868928cb6ee6368';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
