import type { Browser, Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '../support/browser.ts';
import { startModelServer } from '../support/model-server.ts';
import type { Step } from '../support/model-server.ts';
import { sharedNode, startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { ask, signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };
const LONG = Array.from({ length: 200 }, (_, n) => `word${n} `).flatMap((say): Step[] => [{ say }, { wait: 15 }]);

/** Return the label, or else the text, of the element that has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

async function press(button: Locator): Promise<void> {
  await button.waitFor();
  await button.focus();
  await button.press('Enter');
}

describeWith('chromium')('the focus', () => {
  let browser: Browser;
  let offline: string;
  beforeAll(async () => {
    [browser, { url: offline }] = await Promise.all([startBrowser(), sharedNode()]);
  });

  async function enter(url = offline): Promise<Page> {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    return page;
  }

  it('stays on the chosen item in the panel', TIMEOUT, async () => {
    const page = await enter();
    await press(page.getByRole('button', { name: 'Dark' }));
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
    expect(await focused(page)).toBe('Dark');

    await press(page.getByTestId('complete-module').first());
    await page.locator('[data-testid="module"][data-done="true"]').waitFor();
    expect(await focused(page)).toBe('Completed');

    await page.getByTestId('course').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page), PATIENT).toContain('Strength training');
  });

  it('stays in the session bar during a rest, and leaves it when the session ends', TIMEOUT, async () => {
    const page = await enter();
    const bar = page.getByTestId('session-bar');
    await press(page.getByTestId('start-session'));
    await bar.getByRole('button', { name: 'Rest' }).waitFor();
    await press(bar.getByRole('button', { name: 'Rest' }));
    await bar.getByRole('button', { name: '+30 s' }).waitFor();
    const left = () => bar.locator('.session-left').textContent();
    await press(bar.getByRole('button', { name: '+30 s' }));
    await expect.poll(left, PATIENT).toMatch(/^[12]:[0-5]\d$/);
    await expect.poll(async () => Number((await left())?.replace(':', '')), PATIENT).toBeGreaterThan(130);
    expect(await focused(page)).toBe('+30 s');
    await press(bar.getByRole('button', { name: 'Skip' }));
    await bar.getByRole('button', { name: 'Skip' }).waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Rest');
    await press(bar.getByRole('button', { name: 'Pause' }));
    await bar.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await focused(page)).toBe('Resume');
    await press(bar.getByRole('button', { name: 'Finish' }));
    await bar.waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Conversation');
  });

  it('stays in the conversation', TIMEOUT, async () => {
    const page = await enter();
    await ask(page, 'did bench press 3x8 at 135 lbs');
    const card = page.getByTestId('log-card');
    await press(card.getByTestId('undo'));
    await card.and(page.locator('[data-status="undone"]')).waitFor();
    expect(await focused(page)).toBe('Undone: bench press');

    const said = page.locator('[data-testid="message"][data-role="user"]');
    await press(said.getByRole('button', { name: 'Edit' }));
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Edit');
    await press(said.getByRole('button', { name: 'Edit' }));
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('did bench press 3x8 at 140 lbs');
    await press(said.getByRole('button', { name: 'Send' }));
    await said.filter({ hasText: '140 lbs' }).waitFor();
    await expect.poll(() => focused(page), PATIENT).toBe('Conversation');
  });

  it('is not moved by a saved edit if the learner is already writing elsewhere', TIMEOUT, async () => {
    const page = await enter();
    await ask(page, 'did bench press 3x8 at 135 lbs');
    const said = page.locator('[data-testid="message"][data-role="user"]');
    await press(said.getByRole('button', { name: 'Edit' }));
    const field = page.getByRole('textbox', { name: 'Edit your message' });
    await field.fill('did bench press 3x8 at 140 lbs');
    // One script submits the edit and focuses the composer, so that the focus has moved before the server answers.
    await field.evaluate((element) => {
      element.closest('form')?.requestSubmit();
      document.querySelector<HTMLElement>('[data-testid="composer"]')?.focus();
    });
    await said.filter({ hasText: '140 lbs' }).waitFor();
    await page.getByTestId('message').nth(1).and(page.locator('[data-state="done"]')).waitFor();
    expect(await page.getByTestId('composer').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('moves on when the stop button that has it is hidden', TIMEOUT, async () => {
    const model = await startModelServer(() => LONG);
    const { url } = await startNode({ OPENAI_BASE_URL: model.url });
    const page = await enter(url);
    await page.getByTestId('composer').fill('tell me a long story');
    await page.getByTestId('composer').press('Enter');
    await press(page.getByTestId('stop'));
    await page.getByTestId('stop').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Send');
  });

  it('returns to the conversation when an open drawer becomes a panel beside it', TIMEOUT, async () => {
    const page = await enter();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole('button', { name: 'Courses and progress' }).click();
    await page.getByTestId('module').first().waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByTestId('composer').click();
    await page.getByTestId('module').first().waitFor();
  });
});
