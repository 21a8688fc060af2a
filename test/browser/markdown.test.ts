import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { listen, picture, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';

const ANSWER = `## Your week

Train **three** times, *never* two days in a row:

| Day | Lift | Weight |
| --- | --- | ---: |
| Monday | Squat | 100 kg |
| Friday | [Bench](https://example.com/bench) | 60 kg |

1. Warm up
   - bike
   - [x] stretch
2. \`3 x 5\`

> Eat well.

\`\`\`js
rest(90);
\`\`\`
`;

describeWith('chromium')('an answer in Markdown', () => {
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    const [browser, { url }]: [Browser, { url: string }] = await Promise.all([startBrowser(), sharedNode()]);
    page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    complaints = listen(page);
    await page.goto(url);
  });

  /** What a reader gets when the text comes in such pieces. Written as text, for it runs in the page. */
  const shown = (text: string, piece = text.length): Promise<string> =>
    page.evaluate(`(async (text, piece) => {
      const { markdownView } = await import('/markdown.js');
      const body = document.createElement('div');
      body.className = 'message-body';
      document.body.replaceChildren(body);
      const view = markdownView(body);
      for (let end = piece; end < text.length; end += piece) view.show(text.slice(0, end), true);
      view.show(text, false);
      return body.innerHTML;
    })(${JSON.stringify(text)}, ${piece})`);

  it('has tables, nested lists, links, quotes and code, and fits a phone', async () => {
    const html = await shown(ANSWER);
    expect(html).toContain('<h4>Your week</h4>');
    expect(html).toContain('<strong>three</strong>');
    expect(html).toContain('<td data-align="right">100 kg</td>');
    expect(html).toContain('<li>Warm up<ul>');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(html).toContain('<pre tabindex="0"><code data-language="js">rest(90);</code></pre>');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(wide).toBe(false);
    await picture(page, 'markdown-phone');
  });

  it('is the same however it was cut on its way', async () => {
    const whole = await shown(ANSWER);
    for (const piece of [1, 3, 17]) expect(await shown(ANSWER, piece)).toBe(whole);
  });

  it.each(['>', '- '])('nested deeper than can be followed is shown as it was written: %s', async (mark) => {
    const text = `${mark.repeat(5_000)}words`;
    const plain = text.replaceAll('>', '&gt;');
    expect(await shown(text)).toBe(`<p>${plain}</p>`);
    expect(await shown(`Before.\n\n${text}`, 1_000)).toBe(`<p>Before.\n\n${plain}</p>`);
    expect(complaints).toEqual([]);
  });

  describe('that means harm', () => {
    it.each([
      '<img src=x onerror="globalThis.harmed = true">',
      '<script>globalThis.harmed = true</script>',
      'a <b onmouseover="globalThis.harmed = true">b</b>',
      '[x](javascript:globalThis.harmed=true)',
      '[x]( java&#115;cript:globalThis.harmed=true)',
      '![x](javascript:globalThis.harmed=true)',
      '[x][1]\n\n[1]: javascript:globalThis.harmed=true',
      '<javascript:globalThis.harmed=true>',
      '```"><img src=x onerror=globalThis.harmed=true>\nx\n```',
      '| <img src=x onerror=globalThis.harmed=true> |\n| --- |\n| x |',
    ])('stays text: %s', async (text) => {
      const html = await shown(text);
      expect(html).not.toMatch(/<(img|script|b|a)[ >]/i);
      expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
      expect(complaints).toEqual([]);
    });
  });
});
