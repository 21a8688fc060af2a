import { h } from '/design/dom.js';

/** The mark and the name. */
export function brand() {
  return h(
    'div',
    { class: 'brand' },
    h('img', { src: '/favicon.svg', alt: '', width: 28, height: 28 }),
    h('span', {}, 'Courseside'),
  );
}
