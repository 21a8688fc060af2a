import { afterAll, beforeAll, expect, it } from 'vitest';
import { filled, hostile } from '../../rules/support/hostile-messages.ts';
import { openDevice, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { bestOfRuns, startHeldNode } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { migratedDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

const MAX_HOLD_MS = 20;
/** Long enough for a busy machine. A test measures how long the event loop is blocked, not how long a reply takes. */
const WAIT_MS = 60_000;
/** How long to go on measuring after a reply is complete, in milliseconds. */
const SETTLE_MS = 10;
/**
 * The number of messages in a group. One account sends them all, so that each message has earlier messages before it.
 */
const GROUP = 10;

/** A message that has only spaces or control characters is refused, so such pieces are left out. */
const pieces = hostile.filter((piece) => piece.replaceAll(/\p{Cc}/gu, '').trim() !== '');
const groups = Array.from({ length: Math.ceil(pieces.length / GROUP) }, (_, n) =>
  pieces.slice(n * GROUP, (n + 1) * GROUP),
);

describeWith('postgres')('[MO3] the longest message blocks the event loop of a node for at most 20 ms', () => {
  const held: { piece: string; ms: number }[] = [];
  let node: HeldNode;

  beforeAll(async () => {
    const { url } = await migratedDatabase();
    node = await startHeldNode({ DATABASE_URL: url, OFFLINE_TUTOR_PACE_MS: '0' });
  });

  afterAll(() => {
    if (!process.env['PRINT_HOLDS']) return;
    const lines = held
      .sort((a, b) => b.ms - a.ms)
      .map(({ piece, ms }) => `${ms.toFixed(1)} ms ${JSON.stringify(piece)}`);
    process.stdout.write(`\nchat.send of 16,000 characters, until its reply is complete\n${lines.join('\n')}\n`);
  });

  async function sendAndWait(device: Device, courseId: string, message: string): Promise<void> {
    const { replyId } = await device.call('chat.send', { courseId, message });
    await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId, WAIT_MS);
  }

  it.each(groups.map((group) => [group[0], group] as const))(
    'the group that begins with %j',
    async (_first, group) => {
      const device = await openDevice(node.url, (await signUp(node.url)).accessToken);
      const { id: courseId } = await device.call('course.create', { topic: 'Strength training' });
      for (const piece of group) {
        const send = () => node.heldDuring(() => sendAndWait(device, courseId, filled(piece)), SETTLE_MS);
        held.push({ piece, ms: await bestOfRuns(async () => (await send()).held) });
      }
      expect(held.filter(({ ms }) => ms >= MAX_HOLD_MS)).toEqual([]);
    },
    3 * WAIT_MS,
  );
});
