/** The version of the socket protocol; the history says what each one brought. `test/contract/version.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = 'unset';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
