import { beforeAll, expect, it } from 'vitest';
import type { EventData } from '../../../domain/contract/index.ts';
import { openDevice, signUp, textOf } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { startModelServer } from '../../support/model-server.ts';
import type { ModelServer, Step } from '../../support/model-server.ts';
import { startNode } from '../../support/node.ts';

const MAX_BYTES = 48 * 1_024;
/**
 * A model name that is longer than allowed, as some compatible servers have. The limit is in the middle of the emoji.
 */
const MODEL = `${'m'.repeat(254)}💪 and more`;

let steps: Step[] = [];
let model: ModelServer;
let device: Device;
let courseId: string;

beforeAll(async () => {
  model = await startModelServer(() => steps);
  const { url } = await startNode({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: MODEL });
  device = await openDevice(url, (await signUp(url)).accessToken);
  courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
});

/** Let the model say these steps, and return the text of the reply. */
async function completed(said: Step[], message = 'hello'): Promise<string> {
  return (await ended(said, message)).text;
}

async function ended(said: Step[], message: string) {
  steps = said;
  const { replyId } = await device.call('chat.send', { courseId, message });
  const { d } = await device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId);
  const end = d as EventData<'reply.completed'>;
  expect(end.attempt).toBe(1);
  expect(textOf(device.deltas, replyId)).toBe(end.text);
  return end;
}

it('[T4] characters that no database stores do not break a reply: U+0000 is left out, half a character becomes U+FFFD', async () => {
  // The chunks are sent as JSON with escapes. Parsing turns them into the characters that a broken model would send.
  expect(
    await completed([{ say: 'nu\0ll, ' }, { say: 'lone \udc00 and ' }, { say: 'whole \ud83c' }, { say: '\udfcb.' }]),
  ).toBe('null, lone \ufffd and whole 🏋.');
});

it('[S7] a model that does not stop is stopped while its reply still fits into an event', async () => {
  const endless = Array.from({ length: 100 }, (): Step[] => [{ say: 'ü"\n'.repeat(400) }, { wait: 10 }]).flat();
  const text = await completed(endless);
  expect(Buffer.byteLength(JSON.stringify(text))).toBeGreaterThan(MAX_BYTES - 10);
  expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(MAX_BYTES + 2);
  await expect.poll(() => model.aborted(), { timeout: 15_000 }).toBeGreaterThan(0);
});

it('[S7] the end of the longest reply to a message of twenty long acts is sent; entries that do not fit are named by id', async () => {
  const slowly = 'very '.repeat(80);
  const acts = Array.from({ length: 20 }, (_, n) => `did bench press ${slowly}3x8 at ${60 + n} kg`);
  const endless = Array.from({ length: 80 }, (): Step[] => [{ say: 'ü"\n'.repeat(400) }, { wait: 5 }]).flat();
  const { replyId, text, autoLogged, autoLoggedIds } = await ended(endless, acts.join('. '));
  expect(Buffer.byteLength(JSON.stringify(text))).toBeGreaterThan(MAX_BYTES - 10);
  const { data } = await device.call('chat.history', { courseId, limit: 100 });
  const shown = data.find(({ id }) => id === replyId)?.autoLogged ?? [];
  expect(shown.length).toBeGreaterThan(autoLogged.length);
  expect(shown.map(({ id }) => id)).toEqual(autoLoggedIds);
});

it('a model’s name is stored as far as it fits', async () => {
  const { model: name } = await ended([{ say: 'Hello.' }], 'hello');
  expect(name).toBe(`${'m'.repeat(254)}\ufffd`);
});
