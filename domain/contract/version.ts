/** The version of the socket protocol; the history says what each one brought. `test/contract/contract.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = 'c4e437df786aaded7917a81835242a51cd74e3449343fdd573ed3ced0921935f';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
