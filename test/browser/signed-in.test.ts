import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '../support/browser.ts';
import { startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { interceptSocket } from '../support/socket-route.ts';
import { signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const PATIENT = { timeout: 15_000 };

const kept = (page: Page): Promise<string | null> => page.evaluate(() => localStorage.getItem('courseside.tokens'));

describeWith('chromium')('who is signed in', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    [browser, { url }] = await Promise.all([startBrowser(), startNode()]);
  });

  it('stays signed in when the server finds the access token too old', TIMEOUT, async () => {
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
});
