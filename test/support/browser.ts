import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onCleanup } from './cleanup.ts';
import { shared } from './services/shared.ts';

/**
 * Connect to the Chromium that the test run shares. The connection and its pages are closed when the test ends. Outside
 * a test, they are closed when the file ends.
 */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.connect(await shared('chromium'));
  onCleanup(() => browser.close());
  return browser;
}

/** Open a page in its own browser profile. `complaints` collects the errors and failed requests of the page. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'America/New_York',
    ...options,
  });
  const page = await context.newPage();
  const complaints = listen(page);
  await page.goto(url);
  return { page, complaints };
}

export function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  return complaints;
}

/** Save a screenshot in `.test-results`, for developers to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir('.test-results', { recursive: true });
  await page.screenshot({ path: `.test-results/${name}.png` });
}
