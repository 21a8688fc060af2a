import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openDevice } from '../support/api.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { startModelServer } from '../support/model-server.ts';
import type { ModelServer, Step } from '../support/model-server.ts';
import { startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { interceptSocket } from '../support/socket-route.ts';
import { ask, messages, signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };
const LONG = Array.from({ length: 100 }, (_, n) => `word${n} `).flatMap((say): Step[] => [{ say }, { wait: 15 }]);

describeWith('chromium')('the branch on the page', () => {
  let browser: Browser;
  let model: ModelServer;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    model = await startModelServer(() => LONG);
    ({ url } = await startNode({ OPENAI_BASE_URL: model.url }));
  });

  it('does not get the reply that its edit stopped', TIMEOUT, async () => {
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const { release } = await interceptSocket(page, { holdFrom: 'reply.stopped' });
    await page.reload();
    await page.getByTestId('composer').fill('tell me a long story');
    await page.getByTestId('composer').press('Enter');
    await messages(page, 'assistant').filter({ hasText: 'word5' }).waitFor();

    const said = messages(page, 'user');
    await said.hover();
    await said.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('tell me another story');
    await said.getByRole('button', { name: 'Send' }).click();
    await said.filter({ hasText: 'another story' }).waitFor();
    release();
    await messages(page, 'assistant').and(page.locator('[data-state="done"]')).waitFor();
    expect(await messages(page, 'assistant').count()).toBe(1);
    expect(await page.getByTestId('message').count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  it('is the only one on the page after a stream could not be replayed', TIMEOUT, async () => {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const { emit } = await interceptSocket(page, { holdFrom: 'message.edited' });
    await page.reload();
    await ask(page, 'did bench press 3x8 at 135 lbs');

    const messageId = (await messages(page, 'user').getAttribute('data-id')) ?? '';
    const tokens = await page.evaluate(() => localStorage.getItem('courseside.tokens') ?? '');
    const device = await openDevice(url, JSON.parse(tokens).accessToken);
    const edited = await device.call('chat.edit', { messageId, message: 'tell me a story' });
    await device.event('reply.completed');
    const [stream] = Object.keys(device.ready.streams);
    emit('stream.reset', { stream, epoch: 'another', head: 0, reason: 'retention' });
    await expect
      .poll(() => page.getByTestId('message').evaluateAll((all) => all.map(({ dataset }) => dataset['id'])), PATIENT)
      .toEqual([edited.messageId, edited.replyId]);
  });
});
