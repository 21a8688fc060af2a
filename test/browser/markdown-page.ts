import type { Page } from 'playwright-core';

/** Show a text in an empty message of the page, first its beginnings up to these places, and return the HTML in the end. */
export function show(page: Page, text: string, ends: readonly number[]): Promise<string> {
  return run(page, text, ends, '', 'return body.innerHTML;');
}

/** Show a text the same way, with a frame for each beginning, after `performance.mark(mark)`. */
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
  // As text: what the test runner makes of an import exists in no page.
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
