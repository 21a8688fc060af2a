/** The version of the socket protocol; the history says what each one brought. `test/contract/contract.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = '18b64891c549a411f9074ebd68a0816a16cfd115d36950a6b9537f3fd0b05f1e';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
