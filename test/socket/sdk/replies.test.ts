import { beforeAll, describe, expect, it } from 'vitest';
import { connect, CoursesideError, register } from '../../../client-sdk/src/index.ts';
import type { Client } from '../../../client-sdk/src/index.ts';
import { openReplies } from '../../../client-sdk/src/live/replies.ts';
import type { RepliesDeps } from '../../../client-sdk/src/live/replies.ts';
import type { EventData, Output } from '../../../domain/contract/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';

const replyId = crypto.randomUUID();
const stopped: EventData<'reply.stopped'> = {
  replyId,
  messageId: crypto.randomUUID(),
  courseId: crypto.randomUUID(),
  attempt: 1,
  text: 'All of it',
  autoLogged: [],
};
const part = (state: Output<'chat.resume'>['state'], text = stopped.text) => ({
  replyId,
  attempt: 1,
  offset: 0,
  text,
  state,
});

function replies(deps: Partial<RepliesDeps>) {
  return openReplies({
    resume: async () => part('done'),
    stop: async () => undefined,
    caughtUp: async () => undefined,
    ...deps,
  });
}

async function read(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of chunks);
}

describe('a followed reply that has ended [T3]', () => {
  it('resolves with its end event if the event is on its way', async () => {
    const caughtUp = Promise.withResolvers<void>();
    const all = replies({ caughtUp: () => caughtUp.promise });
    const { done } = all.follow(replyId);
    await new Promise((resolve) => setTimeout(resolve, 50));
    all.ended(stopped);
    caughtUp.resolve();
    expect(await done).toEqual(stopped);
  });

  it('resolves with its text if its end event never comes', async () => {
    const reply = replies({}).follow(replyId);
    await read(reply);
    expect(await reply.done).toEqual({ replyId, attempt: 1, text: stopped.text });
  });

  it('resolves although a handler delays the events before its end', { timeout: 20_000 }, async () => {
    const reply = replies({ caughtUp: () => new Promise(() => undefined) }).follow(replyId);
    await read(reply);
    expect(reply.text).toBe(stopped.text);
  });

  it('rejects if the reply failed', async () => {
    const reply = replies({ resume: async () => part('failed', 'Half') }).follow(replyId);
    await expect(read(reply)).rejects.toMatchObject({ name: 'CoursesideError', retryable: true });
    expect(reply.text).toBe('Half');
  });

  it('is requested again if it is not available at the moment', { timeout: 20_000 }, async () => {
    let failures = 1;
    const unavailable = new CoursesideError({ code: 'unavailable', message: 'Not now', retryable: true });
    const resume = async () => (failures-- > 0 ? Promise.reject(unavailable) : part('done'));
    expect(await replies({ resume }).follow(replyId).done).toMatchObject({ text: stopped.text });
  });
});

describe('a reply and its client [T5]', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '50' }));
  });

  async function person() {
    const email = `${crypto.randomUUID()}@example.com`;
    const { accessToken, refreshToken } = await register(url, { email, password: PASSWORD });
    return (): Client => {
      const client = connect(url, { accessToken, refreshToken });
      onCleanup(() => client.close());
      return client;
    };
  }

  it('a reply that ended before the page was opened is read in full', async () => {
    const open = await person();
    const first = open();
    const { id } = await first.call('course.create', { topic: 'Strength training' });
    const ask = first.course(id).chat.ask('How do I warm up?');
    const { text } = await ask.done;
    const reply = open().reply(ask.replyId);
    await read(reply);
    expect(reply.text).toBe(text);
    expect(await reply.done).toMatchObject({ replyId: ask.replyId, text });
  });

  it('a reply that does not exist rejects with not_found', async () => {
    const client = (await person())();
    await expect(read(client.reply(crypto.randomUUID()))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a followed reply rejects when the client is closed', async () => {
    const client = (await person())();
    const { id } = await client.call('course.create', { topic: 'Strength training' });
    const ask = client.course(id).chat.ask('What does this course cover?');
    await ask.sent;
    client.close();
    await expect(ask.done).rejects.toMatchObject({ code: 'offline', retryable: false });
    await expect(client.reply(ask.replyId).done).rejects.toMatchObject({ code: 'offline' });
  });

  it('a followed reply rejects when the device session is ended', async () => {
    const open = await person();
    const [client, other] = [open(), open()];
    const { id } = await client.call('course.create', { topic: 'Strength training' });
    const ask = client.course(id).chat.ask('What does this course cover?');
    await ask.sent;
    await other.call('auth.logout', {}).catch(() => undefined);
    await expect(ask.done).rejects.toMatchObject({ retryable: false });
  });
});
