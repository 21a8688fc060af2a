import { h } from '/design/dom.js';

/** Make the logo with the name beside it. */
export function brand() {
  return h(
    'div',
    { class: 'brand' },
    h('img', { src: '/favicon.svg', alt: '', width: 28, height: 28 }),
    h('span', {}, 'Courseside'),
  );
}
