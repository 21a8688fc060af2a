import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { interceptSocket } from '../support/socket-route.ts';
import { ask, messages, signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };

describeWith('chromium')('an impatient learner', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    [browser, { url }] = await Promise.all([startBrowser(), sharedNode()]);
  });

  /** Open a learner's page. `called` returns how often it has called an operation. */
  async function enter(): Promise<{ page: Page; called: (operation: string) => number }> {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const calls: string[] = [];
    await interceptSocket(page, { onCall: (operation) => void calls.push(operation) });
    await page.reload();
    await page.getByTestId('suggestion').first().waitFor();
    return { page, called: (operation) => calls.filter((one) => one === operation).length };
  }

  it('sends a suggestion once', TIMEOUT, async () => {
    const { page, called } = await enter();
    await page.getByTestId('suggestion').first().dblclick();
    await messages(page, 'assistant').and(page.locator('[data-state="done"]')).waitFor();
    expect(called('chat.send')).toBe(1);
  });

  it('sends an edit once, and asks for another reply once', TIMEOUT, async () => {
    const { page, called } = await enter();
    await ask(page, 'How do I warm up?');
    const said = messages(page, 'user');
    await said.hover();
    await said.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('How long should I warm up?');
    await said.getByRole('button', { name: 'Send' }).dblclick();
    const reply = messages(page, 'assistant').and(page.locator('[data-state="done"]'));
    await said.filter({ hasText: 'How long' }).waitFor();
    await reply.waitFor();
    expect(called('chat.edit')).toBe(1);

    const before = (await reply.getAttribute('data-id')) ?? '';
    await reply.hover();
    await reply.getByRole('button', { name: 'Answer again' }).dblclick();
    await expect.poll(() => messages(page, 'assistant').getAttribute('data-id'), PATIENT).not.toBe(before);
    await reply.waitFor();
    expect(called('chat.regenerate')).toBe(1);
  });

  it('does not send a word that an input method is still composing', TIMEOUT, async () => {
    const { page, called } = await enter();
    await page.getByTestId('composer').fill('にほん');
    // Safari ends the composition before it sends this key event. Then only the deprecated `keyCode` 229 shows that the
    // input method handles the key.
    await page
      .getByTestId('composer')
      .dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
    expect(await page.getByTestId('composer').inputValue()).toBe('にほん');
    expect(called('chat.send')).toBe(0);
  });
});
