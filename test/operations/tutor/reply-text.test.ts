import { beforeAll, expect, it } from 'vitest';
import { openDevice, signUp, textOf } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { startModelServer } from '../../support/model-server.ts';
import type { ModelServer, Step } from '../../support/model-server.ts';
import { startNode } from '../../support/node.ts';

const MAX_BYTES = 48 * 1_024;

let steps: Step[] = [];
let model: ModelServer;
let device: Device;
let courseId: string;

beforeAll(async () => {
  model = await startModelServer(() => steps);
  const { url } = await startNode({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' });
  device = await openDevice(url, (await signUp(url)).accessToken);
  courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
});

/** The text of a reply whose model says this. */
async function completed(said: Step[]): Promise<string> {
  steps = said;
  const { replyId } = await device.call('chat.send', { courseId, message: 'hello' });
  const { d } = await device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId);
  const { text, attempt } = d as { text: string; attempt: number };
  expect(attempt).toBe(1);
  expect(textOf(device.deltas, replyId)).toBe(text);
  return text;
}

it('[T4] what no database stores does not cost a reply: U+0000 is left out, half a character becomes U+FFFD', async () => {
  // JSON.parse of the chunk makes the escapes what a broken model would send.
  expect(
    await completed([{ say: 'nu\0ll, ' }, { say: 'lone \udc00 and ' }, { say: 'whole \ud83c' }, { say: '\udfcb.' }]),
  ).toBe('null, lone \ufffd and whole 🏋.');
});

it('[S7] a model that does not stop is stopped where its reply still fits into an event', async () => {
  const endless = Array.from({ length: 100 }, (): Step[] => [{ say: 'ü"\n'.repeat(400) }, { wait: 10 }]).flat();
  const text = await completed(endless);
  expect(Buffer.byteLength(JSON.stringify(text))).toBeGreaterThan(MAX_BYTES - 10);
  expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(MAX_BYTES + 2);
  await expect.poll(() => model.aborted(), { timeout: 15_000 }).toBeGreaterThan(0);
});
