import type { Page } from 'playwright-core';

/**
 * Show a text in an empty message of the page. Before the whole text, show its beginnings of the given lengths. Return
 * the final HTML.
 */
export function show(page: Page, text: string, ends: readonly number[]): Promise<string> {
  return run(page, text, ends, '', 'return body.innerHTML;');
}

/** Show a text in the same way after `performance.mark(mark)`, with one frame for each beginning. */
export function showMarked(page: Page, text: string, ends: readonly number[], mark: string): Promise<void> {
  return run(
    page,
    text,
    ends,
    `await frame();
    performance.mark(${JSON.stringify(mark)});
    await frame();`,
    `await frame();
    await frame();
    performance.mark('after');`,
  );
}

function run<R>(page: Page, text: string, ends: readonly number[], before: string, after: string): Promise<R> {
  // The script is a string, because the test runner would rewrite its imports in a way that does not work in a page.
  return page.evaluate(`(async () => {
    const { createMarkdownView } = await import('/markdown/view.js');
    const { createTurns } = await import('/markdown/turns.js');
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const [text, ends] = ${JSON.stringify([text, ends.toSorted((a, b) => a - b)])};
    const body = document.createElement('div');
    body.className = 'message-body';
    document.body.replaceChildren(body);
    const view = createMarkdownView(body, createTurns());
    ${before}
    for (const end of ends) {
      view.show(text.slice(0, end), true);
      ${before && 'await frame();'}
    }
    await new Promise((resolve) => view.show(text, false, resolve));
    ${after}
  })()`);
}
