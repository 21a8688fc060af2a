import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type * as Sdk from '../../client-sdk/src/index.ts';
import { gaps, openDevice, rest, signUp } from '../support/api.ts';
import { startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';

interface TestPage {
  client: Sdk.Client;
}

describeWith('chromium')('a page that uses the SDK', () => {
  let context: BrowserContext;
  let url: string;
  beforeAll(async () => {
    ({ url } = await sharedNode());
    const browser = await startBrowser();
    context = await browser.newContext({ timezoneId: 'America/New_York' });
  });

  /** Open a tab with an SDK client that stores its state in IndexedDB. */
  async function openTab(tokens: Sdk.TokenPair): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${url}/docs`);
    // The script is a string, because the test runner would rewrite its imports in a way that does not work in a page.
    await page.evaluate(`import('/sdk/browser.js').then((sdk) => {
      globalThis.client = sdk.connect(${JSON.stringify(url)}, ${JSON.stringify(tokens)}, { store: sdk.indexedDbStore('offline') });
    })`);
    return page;
  }

  it(
    '[M4] goes offline, logs five sets, is closed and opened again: the server has five sets, once, in order, with their times',
    { timeout: 90_000 },
    async () => {
      const { id: userId, accessToken, refreshToken } = await signUp(url, { timezone: 'America/New_York' });
      const other = await openDevice(url, accessToken);
      const { id: courseId } = await other.call('course.create', { topic: 'Strength training' });
      const tab = await openTab({ accessToken, refreshToken });
      await tab.waitForFunction(() => (globalThis as unknown as TestPage).client.state.state === 'connected');

      await context.setOffline(true);
      const queued = await tab.evaluate(async (id) => {
        const { client } = globalThis as unknown as TestPage;
        const inputs = [];
        for (let reps = 8; reps > 3; reps -= 1) {
          const data = { exercise: 'squat', sets: [{ weight: { value: 100, unit: 'kg' as const }, reps }] };
          const { input } = await client.operations.enqueue('progress.log', {
            courseId: id,
            activityType: 'exercise',
            data,
          });
          inputs.push(input as { id: string; occurredAt: string; zone: string });
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return inputs;
      }, courseId);
      expect(other.events.filter(({ t }) => t === 'progress.logged')).toEqual([]);
      await tab.close();
      await context.setOffline(false);

      const again = await openTab({ accessToken, refreshToken });
      await again.waitForFunction(
        async () => (await (globalThis as unknown as TestPage).client.operations.list()).length === 0,
      );
      const arrived = () =>
        other.events
          .filter(({ t }) => t === 'progress.logged')
          .map(({ d }) => d as { id: string; occurredAt: string; zone: string; data: { sets: { reps: number }[] } });
      await expect.poll(() => arrived().length, { timeout: 20_000 }).toBe(5);
      expect(arrived().map(({ id, occurredAt, zone }) => ({ id, occurredAt, zone }))).toEqual(
        queued.map(({ id, occurredAt, zone }) => ({ id, occurredAt, zone })),
      );
      expect(arrived().map(({ zone }) => zone)).toEqual(Array(5).fill('America/New_York'));
      expect(arrived().map(({ data }) => data.sets[0]?.reps)).toEqual([8, 7, 6, 5, 4]);
      expect(gaps(other.events)).toEqual([]);
      const { body } = await rest(url, 'GET', `/courses/${courseId}/progress?sort=occurredAt:asc`, {
        token: accessToken,
      });
      expect(body.data.map((entry: { id: string; userId: string }) => [entry.id, entry.userId])).toEqual(
        queued.map(({ id }) => [id, userId]),
      );
    },
  );
});
