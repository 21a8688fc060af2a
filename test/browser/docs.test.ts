import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { operations } from '../../domain/contract/index.ts';
import { listen, picture, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('chromium')('the API reference', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  it('shows every operation without requests to other hosts', { timeout: 60_000 }, async () => {
    const { url } = await sharedNode();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const elsewhere: string[] = [];
    await context.route(
      (asked) => asked.origin !== url && asked.protocol.startsWith('http'),
      (route) => {
        elsewhere.push(route.request().url());
        return route.abort();
      },
    );
    const page = await context.newPage();
    const complaints = listen(page);
    await page.goto(`${url}/docs`);
    await page.locator('.opblock').first().waitFor();

    const shown = await page.locator('.opblock-summary-path').allTextContents();
    const withRoute = Object.values(operations).filter((operation) => 'rest' in operation);
    expect(shown.length).toBeGreaterThanOrEqual(withRoute.length);
    await page.locator('.opblock-summary', { hasText: '/sessions' }).first().click();
    await page.locator('.opblock-body .example').first().waitFor();
    await picture(page, 'docs');
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
  });
});
