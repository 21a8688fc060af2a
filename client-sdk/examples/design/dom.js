/** @typedef {Node | string | null | undefined | false} Child */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Create an HTML element. Among the `attributes`, a name that begins with `on` adds a listener, `data` sets data
 * attributes, `text` sets the text and `value` the value. A boolean adds or removes its attribute, and any other value
 * sets the attribute. Strings among the children become text nodes. HTML is never parsed.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ [name: string]: unknown }} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** @param {Child[]} children */
function present(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false);
}

/** @param {HTMLElement} element @param {string} name @param {unknown} value */
function set(element, name, value) {
  if (value === undefined || value === null) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  else if (name === 'data') Object.assign(element.dataset, value);
  else if (name === 'text') element.textContent = String(value);
  else if (typeof value === 'boolean') element.toggleAttribute(name, value);
  else if (name === 'value') Object.assign(element, { value });
  else element.setAttribute(name, String(value));
}

/** The longest run of characters without a space that stays unbreakable, in UTF-16 units. */
const LONGEST_RUN = 100;

/**
 * Split a text so that a line may break anywhere within a long run of characters. Browsers need quadratic time to lay
 * out a long run of accents or of joined letters, as in Arabic, that can't be broken.
 * @param {string} text @returns {(string | Node)[]}
 */
export function breakable(text) {
  if (text.length <= LONGEST_RUN) return [text];
  const parts = text.match(new RegExp(`\\s*\\S{1,${LONGEST_RUN}}|\\s+`, 'gu')) ?? [];
  return parts.flatMap((part, index) => (index > 0 && /^\S/.test(part) ? [h('wbr'), part] : [part]));
}

/**
 * Return a function that ignores calls while an earlier call is still running, such as the second click of a double
 * click.
 * @param {() => Promise<unknown>} act @returns {() => Promise<void>}
 */
export function single(act) {
  let isActing = false;
  return async () => {
    if (isActing) return;
    isActing = true;
    try {
      await act();
    } finally {
      isActing = false;
    }
  };
}

/** Replace the content of an element. @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/**
 * Replace the content of an element. If the focus was in it, the focus moves to the new element with the same
 * `data-key` or, if there is none, to the element itself.
 * @param {HTMLElement} element @param {...Child} children
 */
export function refill(element, ...children) {
  const held = element.contains(document.activeElement) ? document.activeElement : null;
  fill(element, ...children);
  if (!(held instanceof HTMLElement) || held === element) return;
  const heir = [...element.querySelectorAll('[data-key]')].find(
    (one) => one instanceof HTMLElement && one.dataset.key === held.dataset.key,
  );
  if (!heir) element.tabIndex = -1;
  /** @type {HTMLElement} */ (heir ?? element).focus({ preventScroll: true });
}

/**
 * Create an icon of 24 × 24 units. It is drawn with lines, and hidden from screen readers.
 * @param {keyof typeof icons} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}

const icons = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M8 8h8v8H8z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  undo: 'M9 14L4.5 9.5 9 5M5 9.5h9a5.5 5.5 0 0 1 0 11h-3',
  flame:
    'M12 21c3.9 0 6.5-2.6 6.5-6.2 0-4.3-3.6-6-4.4-10.8-2.6 1.3-4.3 3.7-4.4 6.6-1-.5-1.7-1.4-2-2.4-1.4 1.7-2.2 3.9-2.2 6.3C5.5 18.3 8.1 21 12 21z',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M9 6v12M15 6v12',
  flag: 'M6 21V4M6 5h11l-2.5 4 2.5 4H6',
  timer: 'M12 8v5l3 2M9.5 3h5M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16z',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  contrast: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M12 8h7.5M12 12h8.5M12 16h7.5',
  leave:
    'M14 8V5.5a1 1 0 0 0-1-1H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V16M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  spark:
    'M12 3.5l1.9 5.1a2.5 2.5 0 0 0 1.5 1.5l5.1 1.9-5.1 1.9a2.5 2.5 0 0 0-1.5 1.5L12 20.5l-1.9-5.1a2.5 2.5 0 0 0-1.5-1.5L3.5 12l5.1-1.9a2.5 2.5 0 0 0 1.5-1.5z',
  medal: 'M12 21a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8.5 10L5 3.5h4.5L12 8l2.5-4.5H19L15.5 10',
  dumbbell: 'M4 9.5v5M7 7v10M17 7v10M20 9.5v5M7 12h10',
  bookmark: 'M7 4h10a1 1 0 0 1 1 1v15l-6-4-6 4V5a1 1 0 0 1 1-1z',
};
