/** A bug that a programmer could introduce. In one file of the product the text `right` is replaced by `wrong`. */
export interface SeededBug {
  file: string;
  right: string;
  wrong: string;
}

/** The bugs that the checker must be able to find, by name. */
export const seededBugs = {
  'no op row': {
    file: 'persistence/log/op-log.ts',
    right: 'if (op) {\n    const inserted',
    wrong: 'if (op && streams.length === 0) {\n    const inserted',
  },
  'publish before commit': {
    file: 'persistence/database/transactions.ts',
    right: "await (outcome?.state === 'applied' ? em.commit() : em.rollback());",
    wrong: `if (outcome?.state === 'applied') onCommit(outcome.envelopes.splice(0));
      await (outcome?.state === 'applied' ? em.commit() : em.rollback());`,
  },
  'join the room before catching up': {
    file: 'gateway/streams/catch-up.ts',
    right: 'let sent = from;',
    wrong: 'let sent = from;\n  follower.join(stream.name);',
  },
} as const satisfies Record<string, SeededBug>;

export type BugName = keyof typeof seededBugs;

/** The line that a node prints when it runs with a bug. */
export const plantedLine = (name: BugName) => `planted: ${name}`;

/** Return the environment variables that make a node run with a bug. */
export function withBug(name: BugName): Record<string, string> {
  const loader = new URL('plant.ts', import.meta.url).pathname;
  return { NODE_OPTIONS: `--import ${loader}`, CHAOS_BUG: name };
}
