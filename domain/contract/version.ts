/** The version of the socket protocol; the history says what each one brought. `test/contract/contract.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = '8c505778a05935a65de11699d54f5833b6f22fbaf99c977b887fb05da5dfd9cb';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
