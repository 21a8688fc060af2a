/**
 * The version of the socket protocol. `history` says what each version added. `test/contract/contract.test.ts` fails
 * until a change of the contract is recorded here.
 */
export const PROTOCOL_VERSION = 1;

/**
 * The oldest protocol version that a client may still use. Several versions work side by side while nodes and clients
 * are updated.
 */
export const MIN_PROTOCOL_VERSION = 1;

/** sha256 of the JSON schema, access, limits, REST route and socket access of every operation and event. */
export const CONTRACT_HASH = 'efcb1c44f6800768ec0e65f37391e3056c6a3869027f5c5b1114bdae20959755';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
