import { expect, it } from 'vitest';
import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openReplies } from '../../../gateway/replies/replies.ts';
import { onCleanup } from '../../support/cleanup.ts';

type Look = () => Promise<Pick<ReplyRow, 'userId' | 'state'> | undefined>;

const running: Look = async () => ({ userId: 'ada', state: 'running' });

/**
 * Wait for the end of a reply whose event is lost. The reply's row is read again and again: each read gives the next of
 * `looks`, and the last one is repeated.
 */
async function ended(...looks: Look[]): Promise<string> {
  const { bus, close } = openMemory();
  onCleanup(close);
  const replies = await openReplies({
    bus,
    read: () => ({ replies: { find: () => (looks.length > 1 ? looks.shift() : looks[0])?.() } }),
    listen: async () => () => undefined,
  } as unknown as Parameters<typeof openReplies>[0]);
  return replies.ended('r', new AbortController().signal);
}

it('[S6] a caller who waits for a reply over REST survives a short outage of the database', async () => {
  const away: Look = () => Promise.reject(new Error('the database is restarting'));
  expect(await ended(running, running, away, async () => ({ userId: 'ada', state: 'done' }))).toBe('done');
});

it('a caller stops waiting for a reply that is deleted with its account', async () => {
  expect(await ended(running, running, async () => undefined)).toBe('failed');
});
