import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { openPage, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { interceptSocket } from '../support/socket-route.ts';
import { ask, signUpOn, startCourse } from '../support/tutor-page.ts';

const TIMEOUT = { timeout: 90_000 };
const TOO_MANY = { code: 'rate_limited', retryable: true, details: { retryAfterMs: 1_000 } };

describeWith('chromium')('a page whose calls are refused', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    [browser, { url }] = await Promise.all([startBrowser(), sharedNode()]);
  });

  /** Open a learner's page. The first call of each of these operations is refused with a rate limit error. */
  async function openRefused(...refused: string[]) {
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    const onCall = (operation: string) => {
      const at = refused.indexOf(operation);
      if (at === -1) return undefined;
      refused.splice(at, 1);
      return TOO_MANY;
    };
    await interceptSocket(page, { onCall });
    await page.reload();
    await page.getByTestId('composer').waitFor();
    return { page, complaints, refuse: (operation: string) => void refused.push(operation) };
  }

  it('loads again by itself while its socket stays connected', TIMEOUT, async () => {
    const { page, complaints } = await openRefused('course.list', 'chat.history');
    await page.getByTestId('module').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('reports that a course could not be opened', TIMEOUT, async () => {
    const { page, complaints, refuse } = await openRefused();
    refuse('module.list');
    await page.getByTestId('course').click();
    await page.getByTestId('toast').filter({ hasText: 'Try again in 1 second' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says how much of a message is not logged', TIMEOUT, async () => {
    const { page, complaints } = await openPage(browser, url);
    await signUpOn(page);
    await startCourse(page);
    await ask(page, 'did bench press 3x8 at 60 kg, '.repeat(22));
    await page.getByTestId('toast').filter({ hasText: '2 things not logged' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
