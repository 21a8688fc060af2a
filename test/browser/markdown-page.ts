import type { Page } from 'playwright-core';

/**
 * Render a text as a message of the page and return its HTML. As if the text were streamed, first render the parts from
 * its start to each position in `ends`.
 */
export function show(page: Page, text: string, ends: readonly number[]): Promise<string> {
  return run(page, text, ends, '', 'return body.innerHTML;');
}

/** Render a text in the same way, each part in its own frame. The work begins at the performance mark `mark`. */
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
