import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { startNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { hostile } from './hostile-markdown.ts';
import { showMarked } from './markdown-page.ts';
import { longestTurns } from './page-holds.ts';

/**
 * The longest time for which one task may block the page, in milliseconds of processor time. On an idle machine tasks
 * take about 20 ms, and more while the caches are cold.
 */
const LONGEST_TURN_MS = 60;
/** Any task may include a garbage collection, so a text whose tasks took too long is measured up to this many times. */
const TRIES = 5;
const PIECES = 12;

describeWith('chromium')('hostile Markdown', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    [browser, { url }] = await Promise.all([startBrowser(), startNode()]);
  });

  /** Return the texts that block the page for too long, each with the milliseconds of its longest task. */
  async function tooLong(texts: { [name: string]: string }, pieces: number): Promise<{ [name: string]: number }> {
    let found: { [name: string]: number } = {};
    for (let attempt = 0, names = Object.keys(texts); attempt < TRIES && names.length > 0; attempt += 1) {
      const page = await browser.newPage({ viewport: { width: 1_000, height: 800 } });
      await page.goto(url);
      await showMarked(page, '*Warm* up', [], 'warm');
      const turns = await longestTurns(browser, page, async () => {
        for (const name of names) {
          const text = texts[name]!;
          const ends = Array.from({ length: pieces - 1 }, (_, n) => Math.floor((text.length * (n + 1)) / pieces));
          await showMarked(page, text, ends, name);
        }
      });
      await page.close();
      found = Object.fromEntries(Object.entries(turns).filter(([name, ms]) => name in texts && ms > LONGEST_TURN_MS));
      names = Object.keys(found);
    }
    return found;
  }

  it('of 16,000 characters blocks the page only for moments while it streams', { timeout: 600_000 }, async () => {
    const texts = Object.entries(hostile).map(([name, make]) => [name, make(16_000)]);
    expect(await tooLong(Object.fromEntries(texts), PIECES)).toEqual({});
  });

  it('of 500,000 characters blocks the page only for moments', { timeout: 600_000 }, async () => {
    const all = Object.values(hostile).map((make) => make(500_000 / Object.keys(hostile).length));
    const texts = {
      'of every kind': all.join('\n\n'),
      'emphasis that never closes': hostile['emphasis that never closes']!(500_000),
      'a long list': hostile['a long list']!(500_000),
    };
    expect(await tooLong(texts, 1)).toEqual({});
  });
});
