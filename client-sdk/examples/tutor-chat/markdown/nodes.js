import { breakable, h } from '/design/dom.js';
import markdownIt from '/vendor/markdown-it/markdown-it.esm.min.mjs';

/** @typedef {import('markdown-it').Token} Token @typedef {import('./blocks.js').Block} Block */

/**
 * The maximum number of parser tokens in a block, and the maximum depth of their nesting. A block that exceeds them is
 * shown as plain text.
 */
const MOST_TOKENS = 1_000;
const DEEPEST = 24;
/** The maximum number of cells in a table, counting the empty cells with which the parser fills up shorter rows. */
const MOST_CELLS = 500;

const parser = markdownIt({ html: false, linkify: true, breaks: true });
// Link definitions are not parsed. Blocks are parsed one by one, so a definition would not be known in other blocks.
parser.disable('reference');
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Return the DOM nodes of a block. HTML in the text is never parsed. @param {Block} block @returns {Node[]} */
export function nodesOf(block) {
  if (block.kind === 'code') return [code(block.text, block.language)];
  if (block.text.trim() === '') return [];
  const isPlain = block.kind === 'plain' || hasTooManyCells(block.text);
  const nodes = isPlain ? undefined : marked(parser.parse(block.text, {}));
  return nodes ?? [h('p', { class: 'as-written' }, ...breakable(block.text.replace(/\n$/, '')))];
}

/** @param {string} text */
function hasTooManyCells(text) {
  if (!/^[ \t>|:-]*-[ \t>|:-]*$/m.test(text)) return false;
  const lines = text.split('\n');
  return lines.length * Math.max(...lines.map((line) => line.split('|').length)) > MOST_CELLS;
}

/**
 * Return the nodes for the tokens, or undefined if there are too many or they are nested too deep.
 * @param {Token[]} tokens
 */
function marked(tokens) {
  const root = document.createDocumentFragment();
  /** @type {ParentNode[]} */
  const path = [root];
  let count = 0;
  for (const token of tokens.flatMap((token) => (token.type === 'inline' ? (token.children ?? []) : token))) {
    const parent = path.at(-1) ?? root;
    if (token.nesting === 1) path.push(opened(token, parent));
    else if (token.nesting === -1) path.pop();
    else parent.append(...leaf(token, parent));
    count += 1;
    if (count > MOST_TOKENS || path.length > DEEPEST) return undefined;
  }
  return [...root.childNodes];
}

/**
 * Append the element of a token.
 * @param {Token} token
 * @param {ParentNode} parent
 * @returns {ParentNode} the node for the content of the token
 */
function opened(token, parent) {
  const element = elementOf(token);
  if (!element) return parent;
  parent.append(token.tag === 'table' ? h('div', { class: 'table', tabindex: 0 }, element) : element);
  return element;
}

/** @param {Token} token */
function elementOf(token) {
  switch (token.tag) {
    case 'p':
      // A hidden paragraph belongs to a tight list, which shows its items without paragraphs.
      return token.hidden ? undefined : h('p');
    case 'h1':
      return h('h3');
    case 'h2':
      return h('h4');
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return h('h5');
    case 'ol':
      return h('ol', { start: token.attrGet('start') });
    case 'a':
      return link(attribute(token, 'href'));
    case 'th':
    case 'td':
      return h(token.tag, {
        scope: token.tag === 'th' ? 'col' : undefined,
        data: { align: attribute(token, 'style').replace('text-align:', '') },
      });
    case 's':
      return h('del');
    case 'ul':
    case 'li':
    case 'blockquote':
    case 'table':
    case 'thead':
    case 'tbody':
    case 'tr':
    case 'em':
    case 'strong':
      return h(token.tag);
    default:
      return undefined;
  }
}

/** @param {Token} token @param {ParentNode} parent @returns {(Node | string)[]} */
function leaf(token, parent) {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return [h('br')];
    case 'code_inline':
      return [h('code', {}, ...breakable(token.content))];
    case 'fence':
    case 'code_block':
      return [code(token.content.replace(/\n$/, ''), token.info.trim().split(/\s/)[0])];
    case 'hr':
      return [h('hr')];
    case 'image':
      return image(token);
    default:
      return isFirstOfItem(parent) ? withCheckbox(token.content) : breakable(token.content);
  }
}

/** @param {string} text @param {string} [language] */
function code(text, language = '') {
  return h('pre', { tabindex: 0 }, h('code', { data: { language } }, ...breakable(text)));
}

/**
 * Show an image as a link, because loading an image from another site would tell that site who reads it.
 * @param {Token} token
 */
function image(token) {
  const picture = link(attribute(token, 'src'));
  picture?.append(token.content);
  return [picture ?? token.content];
}

/**
 * Return a link to a web address, or undefined for any other address, of which only the text is shown.
 * @param {string} href
 */
function link(href) {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined;
  return h('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank' });
}

/** @param {Token} token @param {string} name */
function attribute(token, name) {
  return String(token.attrGet(name) ?? '');
}

/** Return whether the list item is still empty. @param {ParentNode} parent the item, or a paragraph of it */
function isFirstOfItem(parent) {
  if (parent.hasChildNodes()) return false;
  return (
    parent.nodeName === 'LI' ||
    (parent.nodeName === 'P' && parent.parentNode?.nodeName === 'LI' && !parent.previousSibling)
  );
}

/** Show a task such as `[ ] to do` or `[x] done` as a checkbox with its text. @param {string} text */
function withCheckbox(text) {
  const [, mark = '', rest = ''] = /^\[([ xX])\] (.*)$/s.exec(text) ?? [];
  if (mark === '') return breakable(text);
  return [h('input', { type: 'checkbox', disabled: true, checked: mark !== ' ' }), ...breakable(rest)];
}
