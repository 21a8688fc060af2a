import { parseArgs } from 'node:util';
import { openDevice, rest, signUp, textOf } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { cleanUp } from '../support/cleanup.ts';
import { openLab } from './lab/lab.ts';
import type { Lab } from './lab/lab.ts';

/** The limit that [T7] sets for the time from the kill until a device on another node sees the next attempt begin. */
const LIMIT_MS = 5_000;
const WAIT_MS = 20_000;
const SEEN_UNITS = 20;

interface Takeover {
  beganMs: number;
  completedMs: number;
}

/**
 * Several times, kill the node that is streaming a reply with SIGKILL. Measure how long devices wait for the next
 * attempt to write the reply and for the end of the reply.
 */
async function measure(lab: Lab, kills: number): Promise<Takeover[]> {
  const person = await signUp(lab.slots[0]!.url);
  const token = person.accessToken;
  const { body } = await rest(lab.slots[0]!.url, 'POST', '/courses', { token, body: { topic: 'Strength training' } });
  const takeovers: Takeover[] = [];
  for (let n = 0; n < kills; n += 1) {
    const doomed = lab.slots[n % lab.slots.length]!;
    const other = lab.slots[(n + 1) % lab.slots.length]!;
    const [near, far] = [await openDevice(doomed.url, token), await openDevice(other.url, token)];
    const { replyId } = await near.call('chat.send', { courseId: body.id, message: `outlive kill ${n}` });
    await streaming(far, replyId);
    const killedAt = performance.now();
    await doomed.kill();
    const restarted = doomed.start();
    const ofNext = (data: { replyId: string; attempt: number }) => data.replyId === replyId && data.attempt === 2;
    await far.event('reply.started', ofNext, WAIT_MS);
    const beganMs = performance.now() - killedAt;
    const { d } = await far.event('reply.completed', ofNext, WAIT_MS);
    takeovers.push({ beganMs, completedMs: performance.now() - killedAt });
    if (textOf(far.deltas, replyId) !== (d as { text: string }).text)
      throw new Error(`reply ${replyId} has other deltas than its text`);
    for (const device of [near, far]) device.close();
    await restarted;
  }
  return takeovers;
}

async function streaming(device: Device, replyId: string): Promise<void> {
  while (textOf(device.deltas, replyId).length < SEEN_UNITS)
    await new Promise((resolve) => device.socket.once('reply.delta', resolve));
}

function summary(name: string, times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  return `${name}: p50 ${sorted[sorted.length >> 1]} ms, max ${sorted.at(-1)} ms\n`;
}

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, nodes: { type: 'string', default: '3' } },
});
const lab = await openLab({ nodes: Number(values.nodes) });
try {
  const takeovers = await measure(lab, Number(values.kills));
  const began = takeovers.map(({ beganMs }) => beganMs);
  const completed = takeovers.map(({ completedMs }) => completedMs);
  process.stdout.write(`${takeovers.length} kills of the node that streams\n`);
  process.stdout.write(summary('next attempt begun', began) + summary('completed', completed));
  if (Math.max(...began) >= LIMIT_MS) process.exitCode = 1;
} finally {
  await lab.close();
  await cleanUp();
}
