import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice } from '../../support/api.ts';
import { contract } from '../../support/contract-calls.ts';
import { bestOfRuns, startHeldNode } from '../../support/hold/held-node.ts';
import type { HeldNode } from '../../support/hold/held-node.ts';
import { migratedDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';
import { measureAccepted } from './accepted.ts';
import { measureRefused } from './refused.ts';
import { longer, tableOf } from './table.ts';
import type { Row } from './table.ts';

const MAX_HOLD_MS = 20;
const IDLE_MS = 100;
/** Long enough for a busy machine. A test measures how long the event loop is blocked, not how long a call takes. */
const TIMEOUT_MS = 90_000;

const cursorsOf = (count: number, name: () => string, cursor: unknown) => ({
  cursors: Object.fromEntries(Array.from({ length: count }, () => [name(), cursor])),
});
/** Data that a client can send in the handshake, before the server knows who the client is. */
const handshakes = {
  'as many streams as may be': () => cursorsOf(1_000, () => `user:${randomUUID()}`, { epoch: 'k3v1', seq: 1 }),
  'as many wrong streams as a frame holds': () => cursorsOf(6_000, () => randomUUID().slice(0, 13), 0),
  'as many wrong streams as are looked at': () => cursorsOf(3_000, () => randomUUID().slice(0, 13), 0),
};

describeWith('postgres')('[B2] no input of an operation blocks the event loop', () => {
  const rows: { [operation: string]: Row } = {};
  const rowOf = (operation: string): Row => (rows[operation] ??= { operation });
  let node: HeldNode;
  let accepted: Awaited<ReturnType<typeof measureAccepted>>;
  let refused: Awaited<ReturnType<typeof measureRefused>>;

  beforeAll(async () => {
    const { url } = await migratedDatabase();
    node = await startHeldNode({
      DATABASE_URL: url,
      OFFLINE_TUTOR_PACE_MS: '0',
      HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    });
    accepted = await measureAccepted(node);
    refused = await measureRefused(node);
  });

  afterAll(() => {
    if (process.env['PRINT_HOLDS']) process.stdout.write(tableOf(Object.values(rows)));
  });

  it('an idle node blocks the event loop far shorter', async () => {
    const ms = await bestOfRuns(async () => (await node.heldDuring(async () => undefined, IDLE_MS)).held);
    rowOf('(idle)').accepted = { ms, bytes: 0, door: '', kind: '', code: '' };
    expect(ms).toBeLessThan(MAX_HOLD_MS / 5);
  });

  it.each(Object.entries(handshakes))('a handshake without a token with %s', async (kind, auth) => {
    const shakeHands = () => openDevice(node.url, 'nobody', auth()).catch((error: { code?: string }) => error.code);
    const ms = await bestOfRuns(async () => (await node.heldDuring(shakeHands)).held);
    const bytes = JSON.stringify(auth()).length;
    rowOf('(handshake)').refused = longer(rowOf('(handshake)').refused, { ms, bytes, door: 'socket', kind, code: '' });
    expect(ms).toBeLessThan(MAX_HOLD_MS);
  });

  it.each(contract)('%s: the largest refused input', { timeout: TIMEOUT_MS }, async (name, spec) => {
    const { longest, notRefused } = await refused(name, spec);
    rowOf(name).refused = longest;
    expect(notRefused, `${name} refuses what its schema does`).toEqual([]);
    expect(longest.ms, `ms that ${name} held the loop: ${JSON.stringify(longest)}`).toBeLessThan(MAX_HOLD_MS);
  });

  it.each(contract)('%s: the largest accepted input', { timeout: TIMEOUT_MS }, async (name, spec) => {
    const { longest, sizes, notTaken } = await accepted(name, spec);
    Object.assign(rowOf(name), { accepted: longest, sizes });
    expect(notTaken, `${name} takes what its schema lets in`).toEqual({});
    expect(longest.ms, `ms that ${name} held the loop: ${JSON.stringify(longest)}`).toBeLessThan(MAX_HOLD_MS);
  });
});
