import { expect, it } from 'vitest';
import type { Relay } from '../../gateway/replies/relay.ts';
import { openRunner } from '../../gateway/replies/runner.ts';
import type { RunnerDeps } from '../../gateway/replies/runner.ts';
import { onCleanup } from '../support/cleanup.ts';

/** A runner whose claim answers one lease, while the reply's row is as told. */
function runnerOf(claimed: { id: string; fence: number }, row: { fence: number; attempt: number }) {
  const written: number[] = [];
  const commits: unknown[] = [];
  const reply = { ...row, id: claimed.id, userId: 'ada', messageId: 'm', courseId: 'c' };
  const leases = [claimed];
  const runner = openRunner({
    nodeId: 'slow',
    leases: {
      claim: async () => leases.splice(0),
      exhausted: async () => [],
      renew: async () => [{ ...claimed, stopRequested: false }],
      release: async () => undefined,
    },
    transactions: {
      run: async (command: unknown) => {
        commits.push(command);
        return { result: null, repeated: false };
      },
      applied: async () => undefined,
    },
    read: () => ({ replies: { find: async () => reply } }),
    write: async ({ fence }: { fence: number }) => {
      written.push(fence);
      return {};
    },
    relay: { send: () => undefined, forget: () => undefined } as Partial<Relay>,
    log: { warn: () => undefined, error: () => undefined },
  } as unknown as RunnerDeps);
  onCleanup(() => runner.drain(0));
  return { runner, written, commits };
}

it('[T1] a claimed reply is written by its owner', async () => {
  const { runner, written } = runnerOf({ id: 'r', fence: 1 }, { fence: 1, attempt: 1 });
  await runner.claim();
  await expect.poll(() => written).toEqual([1]);
});

it('[T1] a node that was so slow after its claim that another one owns the reply writes nothing under its fence', async () => {
  const { runner, written, commits } = runnerOf({ id: 'r', fence: 1 }, { fence: 2, attempt: 2 });
  await runner.claim();
  await runner.drain(50);
  expect([written, commits]).toEqual([[], []]);
});
