/** The version of the socket protocol; the history says what each one brought. `test/contract/version.test.ts` fails until a change of the contract is recorded here. */
export const PROTOCOL_VERSION = 1;

/** sha256 of every operation's and event's JSON schema, access, limits and doors. */
export const CONTRACT_HASH = 'ea82e42911c109b007e001ed7788c6c62ea679316d0b7987b115aa5dfc69f572';

export const history = {
  1: 'auth, profile, courses, modules, chat, memories, sessions, progress, streaks, achievements, streams, presence',
} as const;
