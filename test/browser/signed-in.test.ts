import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { signUp } from '../support/api.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { interceptSocket } from '../support/socket-route.ts';
import { signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };

const kept = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('courseside.tokens'));

describeWith('chromium')('the signed-in account', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    [browser, { url }] = await Promise.all([startBrowser(), sharedNode()]);
  });

  it('stays signed in when the server reports that the access token has expired', TIMEOUT, async () => {
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const before = await kept(page);
    let refusals = 0;
    await interceptSocket(page, {
      refuse: () => (refusals++ === 0 ? { code: 'token_expired', retryable: true } : undefined),
    });
    await page.reload();
    await page.locator('[data-testid="connection"][data-state="online"]').waitFor();
    expect(refusals).toBeGreaterThan(1);
    expect(await kept(page)).not.toBe(before);
    expect(complaints).toEqual([]);
  });

  it('the page reloads when another tab signs in with another account', TIMEOUT, async () => {
    const { page } = await openPage(browser, url);
    const tab = await page.context().newPage();
    await tab.goto(url);
    const [first, second] = [`${crypto.randomUUID()}@example.com`, `${crypto.randomUUID()}@example.com`];
    await signUpOn(page, first);
    await startCourse(page);
    await signUpOn(tab, second);
    await expect.poll(() => page.locator('.account-name').textContent(), PATIENT).toBe(second);
    await page.getByTestId('course-form').waitFor();
    expect(await page.getByTestId('message').count()).toBe(0);
  });

  it('the page reloads when its socket reconnects with another account', TIMEOUT, async () => {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const other = await signUp(url);
    let cut = () => {};
    await page.routeWebSocket(/\/socket\.io\//, (client) => {
      client.connectToServer();
      cut = () => void client.close();
    });
    await page.reload();
    await page.locator('[data-testid="connection"][data-state="online"]').waitFor();
    // The page itself stores the tokens of the other account, so it gets no `storage` event. The same happens to a
    // suspended tab when another tab signs in.
    await page.evaluate((tokens) => localStorage.setItem('courseside.tokens', JSON.stringify(tokens)), {
      accessToken: other.accessToken,
      refreshToken: other.refreshToken,
    });
    cut();
    await expect.poll(() => page.locator('.account-name').textContent(), PATIENT).toBe(other.email);
    await page.getByTestId('course-form').waitFor();
  });

  it('a delayed event of a sign-out does not end the next sign-in', TIMEOUT, async () => {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    const before = await kept(page);
    await page.evaluate(() => dispatchEvent(new StorageEvent('storage', { key: 'courseside.tokens', newValue: null })));
    await page.reload();
    await page.getByTestId('course-form').waitFor();
    expect(await kept(page)).toBe(before);
  });

  it('a learner who signs out gets no notice of having been signed out', TIMEOUT, async () => {
    const { page } = await openPage(browser, url);
    await signUpOn(page);
    await page.getByTestId('sign-out').click();
    await page.getByTestId('auth-form').waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual([]);
    expect(await kept(page)).toBe(null);
  });
});
