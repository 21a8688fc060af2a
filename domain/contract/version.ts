/** The version of the socket protocol; the history says what each one brought. `test/contract/contract.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = '392b498521eab249b736529fb5f97b6c7c49157e29ccc94b975c5f2c0e4e8e05';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
