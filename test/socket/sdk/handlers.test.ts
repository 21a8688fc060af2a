import { expect, it } from 'vitest';
import { connect, register } from '../../../client-sdk/src/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';

const SOON = { timeout: 15_000 };

it('errors of handlers are reported, and stop neither the connection nor the events', { timeout: 60_000 }, async () => {
  const { url } = await sharedNode();
  const email = `${crypto.randomUUID()}@example.com`;
  const { accessToken, refreshToken } = await register(url, { email, password: PASSWORD });
  const reported: string[] = [];
  const client = connect(
    url,
    { accessToken, refreshToken },
    { onError: (error) => reported.push((error as Error).message) },
  );
  onCleanup(() => client.close());
  const fail = (name: string) => {
    throw new Error(name);
  };
  client.onState(({ state }) => void (state === 'connected' && fail('state')));
  client.on('ready', () => fail('ready'));
  const told: string[] = [];
  client.on('course.enrolled', ({ courseId }) => void (told.push(courseId) === 1 && fail('event')));
  const first = await client.call('course.create', { topic: 'Strength training' });
  const second = await client.call('course.create', { topic: 'Knitting' });
  // An event whose handler failed is passed to the handler again, before the next event.
  await expect.poll(() => told, SOON).toEqual([first.id, first.id, second.id]);
  expect(reported.toSorted()).toEqual(['event', 'ready', 'state']);
});
