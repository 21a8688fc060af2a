import { h, icon } from '/design/dom.js';

const SHOWN_MS = 6_000;
const AT_MOST = 3;

/** Return a function that shows a short notice at the edge of the page. Screen readers read it out. */
export function createToasts() {
  const container = /** @type {HTMLElement} */ (document.getElementById('toasts'));

  /** @param {import('../types.d.ts').Toast} toast */
  return function show({ title, text, tone = 'plain', icon: name = 'spark' }) {
    const element = h(
      'div',
      { class: `toast ${tone}`, data: { testid: 'toast' } },
      h('span', { class: 'toast-icon' }, icon(name)),
      h('div', { class: 'toast-words' }, h('strong', {}, title), text && h('span', {}, text)),
      h(
        'button',
        {
          class: 'button quiet small icon-only',
          type: 'button',
          'aria-label': 'Dismiss',
          onclick: () => element.remove(),
        },
        icon('close'),
      ),
    );
    container.append(element);
    while (container.children.length > AT_MOST) container.firstElementChild?.remove();
    setTimeout(() => element.remove(), SHOWN_MS);
  };
}
