import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { listen, openPage, picture, startBrowser } from '../support/browser.ts';
import { sharedNode, startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { ask, signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };
const LOOKS = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
];

describeWith('chromium')('the page of the tutoring chat', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  it('signs in again, and describes errors in words', TIMEOUT, async () => {
    const { url } = await sharedNode();
    const { page } = await openPage(browser, url);
    const email = `${crypto.randomUUID()}@example.com`;
    await signUpOn(page, email);
    await page.getByTestId('sign-out').click();
    await page.getByTestId('auth-form').waitFor();
    expect(await page.getByTestId('auth-form').getAttribute('data-mode')).toBe('login');
    await page.getByTestId('email').fill(email);
    await page.getByTestId('password').fill('not the password');
    await page.getByTestId('submit-auth').click();
    await page.getByRole('alert').filter({ hasText: 'do not match' }).waitFor();
    await page.getByTestId('password').fill('seven quiet herons');
    await page.getByTestId('submit-auth').click();
    await page.getByTestId('course-form').waitFor();
  });

  it('two tabs show one session, one outline and one theme', TIMEOUT, async () => {
    const { url } = await sharedNode();
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const second = await page.context().newPage();
    const others = listen(second);
    await second.goto(url);
    await second.getByTestId('composer').waitFor();

    await page.getByTestId('start-session').click();
    await second.getByTestId('session-bar').getByRole('button', { name: 'Pause' }).click();
    await page.locator('[data-testid="session-bar"][data-status="paused"]').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await second.locator('[data-testid="session-bar"][data-status="active"]').waitFor();
    await second.getByRole('button', { name: 'Rest' }).click();
    await page.getByRole('button', { name: 'Skip' }).click();
    await second.getByRole('button', { name: 'Skip' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Finish' }).click();
    await second.getByTestId('session-bar').waitFor({ state: 'hidden' });

    await page.getByTestId('complete-module').first().click();
    await second.locator('[data-testid="module"][data-done="true"]').waitFor();
    await page.getByRole('button', { name: 'Dark' }).click();
    await second.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });

    await second.getByTestId('sign-out').click();
    await page.getByTestId('auth-form').waitFor();
    expect([...complaints, ...others]).toEqual([]);
  });

  for (const { name, ...look } of LOOKS) {
    it(`is complete and usable by keyboard at ${name} size, light and dark`, TIMEOUT, async () => {
      const { url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '10' });
      const { page, complaints } = await openPage(browser, url, look);
      const both = async (what: string) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await picture(page, `${what}-${name}-${colorScheme}`);
        }
        const sizes = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.scrollHeight,
          innerWidth,
          innerHeight,
        ]);
        expect(sizes).toEqual([look.viewport.width, look.viewport.height, look.viewport.width, look.viewport.height]);
      };
      await page.getByTestId('auth-form').waitFor();
      await picture(page, `sign-up-${name}`);
      await signUpOn(page);
      await both('first-course');
      await startCourse(page);
      await page.getByTestId('module').first().waitFor({ state: 'attached' });
      await both('welcome');
      await ask(page, 'how should I warm up?');
      await ask(page, 'did bench press 3x8 at 135 lbs');
      await page.getByTestId('suggestion').first().waitFor();
      await both('chat');
      await page.getByTestId('start-session').click();
      await page.getByRole('button', { name: 'Rest' }).click();
      await page.getByRole('button', { name: 'Skip' }).waitFor();
      await both('session');
      if (name === 'phone') {
        await page.getByRole('button', { name: 'Courses and progress' }).click();
        await page.getByTestId('module').first().waitFor();
        await both('panel');
        await page.keyboard.press('Escape');
        await page.getByTestId('module').first().waitFor({ state: 'hidden' });
      }
      await page.getByTestId('composer').fill('one');
      await page.getByTestId('composer').press('Shift+Enter');
      expect(await page.getByTestId('composer').inputValue()).toBe('one\n');
      expect(complaints).toEqual([]);
    });
  }

  it('a message is edited and answered again, in every tab', TIMEOUT, async () => {
    const { url } = await sharedNode();
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    await ask(page, 'How do I warm up?');
    await ask(page, 'And then?');
    const tab = await page.context().newPage();
    await tab.goto(url);
    const shown = (where: Page) => where.locator('[data-testid="message"] .message-body').allTextContents();
    const said = (where: Page) =>
      where.locator('[data-testid="message"][data-role="user"] .message-body').allTextContents();
    await expect.poll(() => said(tab), PATIENT).toEqual(['How do I warm up?', 'And then?']);

    const first = page.locator('[data-testid="message"][data-role="user"]').first();
    await first.hover();
    await first.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('How long should I warm up?');
    await picture(page, 'edit');
    await first.getByRole('button', { name: 'Send' }).click();
    for (const where of [page, tab]) {
      await expect.poll(() => said(where), PATIENT).toEqual(['How long should I warm up?']);
      await where.locator('[data-testid="message"][data-role="assistant"][data-state="done"]').waitFor();
    }
    const reply = page.locator('[data-testid="message"][data-role="assistant"]');
    const before = await reply.getAttribute('data-id');
    await reply.getByRole('button', { name: 'Answer again' }).click();
    await expect.poll(() => reply.getAttribute('data-id'), PATIENT).not.toBe(before);
    await reply.and(page.locator('[data-state="done"]')).waitFor();
    await expect.poll(() => shown(tab), PATIENT).toEqual(await shown(page));
    expect(await shown(page)).toHaveLength(2);
    expect(complaints).toEqual([]);
  });
});
