/** The version of the socket protocol; the history says what each one brought. `test/contract/contract.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = '7a8a801952d08b94edd3bb0ea38a9718f7a9970d4e4f9f6b1a64d8903213a039';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
