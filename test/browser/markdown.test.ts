import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { listen, picture, startBrowser } from '../support/browser.ts';
import { sharedNode } from '../support/node.ts';
import { describeWith } from '../support/services/require.ts';
import { hostile } from './hostile-markdown.ts';
import { show } from './markdown-page.ts';

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

/** A long answer with many Markdown blocks of every kind. */
const LONG_ANSWER = Array.from(
  { length: 12 },
  (_, n) => `${ANSWER}\n~~~ sh\nrun ${n}\n\n~~~\nText right behind.\n`,
).join('\n');

const every = (text: string, piece: number) =>
  Array.from({ length: Math.floor(text.length / piece) }, (_, n) => (n + 1) * piece);

describeWith('chromium')('an answer in Markdown', () => {
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    const [browser, { url }]: [Browser, { url: string }] = await Promise.all([startBrowser(), sharedNode()]);
    page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    complaints = listen(page);
    await page.goto(url);
  });

  /** Return the HTML of a text that arrived in several pieces. `ends` are the positions at which they end. */
  const shown = (text: string, ends: readonly number[] = []): Promise<string> => show(page, text, ends);

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

  it('looks the same in whatever pieces it arrived', { timeout: 120_000 }, async () => {
    for (const text of [ANSWER, LONG_ANSWER, ...Object.values(hostile).map((make) => make(7_000))]) {
      const whole = await shown(text);
      for (const ends of [every(text, 1_009), ...fc.sample(fc.array(fc.nat(text.length), { maxLength: 12 }), 1)])
        expect(await shown(text, ends)).toBe(whole);
    }
    const whole = await shown(ANSWER);
    for (const piece of [1, 3, 17]) expect(await shown(ANSWER, every(ANSWER, piece))).toBe(whole);
  });

  it('keeps the nodes of finished blocks', async () => {
    const kept = await page.evaluate(`(async () => {
      const { createMarkdownView } = await import('/markdown/view.js');
      const { createTurns } = await import('/markdown/turns.js');
      const body = document.createElement('div');
      const view = createMarkdownView(body, createTurns());
      view.show('One.\\n\\nTwo.\\n\\nThr', true);
      const before = [...body.children];
      view.show('One.\\n\\nTwo.\\n\\nThree.\\n\\nFo', true);
      return before.map((node) => body.contains(node));
    })()`);
    expect(kept).toEqual([true, true, false]);
  });

  it('of a long list continues the numbers, and a long code block stays code', async () => {
    const items = Array.from({ length: 100 }, (_, n) => `${n + 1}. Do **set ${n + 1}** and rest for a while.`);
    const list = await shown(items.join('\n'));
    expect(list.match(/<li>/g)).toHaveLength(100);
    expect(list).not.toContain('as-written');
    const starts = [...list.matchAll(/<ol start="(\d+)"><li>Do <strong>set (\d+)</g)];
    expect(starts.length).toBeGreaterThan(1);
    for (const [, start, set] of starts) expect(start).toBe(set);
    const lines = Array.from({ length: 400 }, (_, n) => `let line${n} = ${n};`);
    const code = await shown(`\`\`\`js\n${lines.join('\n')}\n\`\`\`\n\n*Done*`);
    expect(code).not.toContain('as-written');
    expect([...code.matchAll(/<code data-language="js">(.*?)<\/code>/gs)].map(([, text]) => text).join('\n')).toBe(
      lines.join('\n'),
    );
    expect(code).toMatch(/<p><em>Done<\/em><\/p>$/);
  });

  it.each([
    ['nested too deep', `${'> '.repeat(40)}words`],
    ['too long', `**bold** ${'word '.repeat(1_000)}`],
    ['a table with too many cells', `${'|a'.repeat(60)}\n${'|-'.repeat(60)}\n${'b\n'.repeat(60)}`],
  ])('%s is shown as plain text, but the text after it is not', async (_name, text) => {
    const html = await shown(`Before.\n\n${text}\n\n*After*`);
    const parts = [...html.matchAll(/<p class="as-written">(.*?)<\/p>/gs)].map(([, part]) => part);
    expect(parts.join('').replaceAll('&gt;', '>').replaceAll('<wbr>', '').trim()).toBe(text.trim());
    expect(html).toMatch(/^<p>Before\.<\/p>.*<p><em>After<\/em><\/p>$/s);
    expect(complaints).toEqual([]);
  });

  describe('that is malicious', () => {
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
    ])('stays plain text: %s', async (text) => {
      const html = await shown(text);
      expect(html).not.toMatch(/<(img|script|b|a)[ >]/i);
      expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
      expect(complaints).toEqual([]);
    });
  });
});
