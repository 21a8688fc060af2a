import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { listen, openPage, picture, startBrowser } from '../support/browser.ts';
import { startModelServer } from '../support/model-server.ts';
import type { Step } from '../support/model-server.ts';
import { startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';

const by = (id: string) => `[data-testid="${id}"]`;
const LONG = Array.from({ length: 160 }, (_, n) => `word${n} `);

async function signUp(page: Page): Promise<void> {
  await page.fill(by('email'), `${crypto.randomUUID()}@example.com`);
  await page.fill(by('password'), 'seven quiet herons');
  await page.click(by('submit-auth'));
  await page.waitForSelector(by('course-form'));
  await page.fill(by('topic'), 'Strength training');
  await page.click(by('create-course'));
  await page.waitForSelector(by('composer'));
}

async function ask(page: Page, text: string): Promise<void> {
  await page.fill(by('composer'), text);
  await page.press(by('composer'), 'Enter');
}

const lastReply = (page: Page) => page.locator(`${by('message')}[data-role="assistant"]`).last();
const whenDone = (page: Page) => lastReply(page).and(page.locator('[data-state="done"]')).waitFor({ timeout: 20_000 });

describeWith('chromium')('the tutoring chat in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  it(
    'a learner signs up, asks and sees the reply stream; a reported workout becomes a card that cites the message; undo works in a second tab',
    { timeout: 90_000 },
    async () => {
      const { url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '15' });
      const { page, complaints } = await openPage(browser, url);
      await picture(page, 'sign-up');
      await signUp(page);
      await ask(page, 'How do I warm up before squats?');
      await lastReply(page).and(page.locator('[data-state="streaming"]')).waitFor();
      await whenDone(page);

      await ask(page, 'did bench press 3x8 at 135 lbs');
      const card = page.locator(by('log-card'));
      await card.waitFor({ timeout: 20_000 });
      expect(await card.getAttribute('data-status')).toBe('confirmed');
      expect(await card.locator(by('set-row')).count()).toBe(3);
      expect(await card.locator(by('set-row')).first().innerText()).toMatch(/135\s*lb\s+8/);
      expect(await card.locator(by('quote')).innerText()).toBe('did bench press 3x8 at 135 lbs');
      await page
        .locator(by('toast'))
        .filter({ hasText: /streak/i })
        .filter({ hasText: /1/ })
        .waitFor();
      expect(await page.locator(by('streak')).innerText()).toContain('1');
      await picture(page, 'logged-desktop');
      await whenDone(page);

      const second = await page.context().newPage();
      const second_complaints = listen(second);
      await second.goto(url);
      await second.locator(by('log-card')).locator(by('undo')).click();
      await page.locator(`${by('log-card')}[data-status="undone"]`).waitFor();
      expect([...complaints, ...second_complaints]).toEqual([]);
    },
  );

  it(
    'a reload in the middle of a reply continues without a lost or doubled character',
    { timeout: 90_000 },
    async () => {
      const model = await startModelServer(() => LONG.flatMap((say): Step[] => [{ say }, { wait: 15 }]));
      const { url } = await startNode({ OPENAI_BASE_URL: model.url });
      const { page, complaints } = await openPage(browser, url);
      await signUp(page);
      await ask(page, 'tell me a long story');
      await lastReply(page).filter({ hasText: 'word20' }).waitFor();
      await page.reload();
      await lastReply(page).filter({ hasText: 'word20' }).waitFor();
      await whenDone(page);
      const words = (await lastReply(page).innerText()).match(/word\d+/g);
      expect(words).toEqual(LONG.map((word) => word.trim()));
      expect(model.requests).toHaveLength(1);
      expect(complaints).toEqual([]);
    },
  );

  it('stop keeps the text written so far', { timeout: 60_000 }, async () => {
    const model = await startModelServer(() => LONG.flatMap((say): Step[] => [{ say }, { wait: 15 }]));
    const { url } = await startNode({ OPENAI_BASE_URL: model.url });
    const { page } = await openPage(browser, url);
    await signUp(page);
    await ask(page, 'tell me a long story');
    await lastReply(page).filter({ hasText: 'word5' }).waitFor();
    await page.click(by('stop'));
    await lastReply(page).and(page.locator('[data-state="stopped"]')).waitFor();
    expect(await lastReply(page).innerText()).toContain('word5');
  });
});
