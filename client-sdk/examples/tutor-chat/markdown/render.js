import { h } from '/design/dom.js';
import { blocks } from './blocks.js';
import { inline } from './inline.js';

/** Deeper lists and quotes are shown as they were written. */
const DEEPEST = 6;

/** @typedef {import('./blocks.js').Block} Block */

/**
 * Shows Markdown inside an element, again and again as it grows: blocks that did not change keep their nodes, so a
 * selection in the text above survives and the cost of a chunk does not grow with the reply.
 * @param {HTMLElement} target
 */
export function markdownView(target) {
  /** @type {{ key: string, node: Node }[]} */
  let shown = [];
  return {
    /** @param {string} text @param {boolean} isOpen more of it is to come */
    show(text, isOpen) {
      const next = blocks(isOpen ? closed(text) : text).map((block, index) => {
        const key = JSON.stringify(block);
        const before = shown[index];
        return before?.key === key ? before : { key, node: render(block) };
      });
      next.forEach(({ node }, index) => {
        const before = shown[index]?.node;
        if (before === node) return;
        if (before) target.replaceChild(node, before);
        else target.append(node);
      });
      for (const { node } of shown.slice(next.length)) target.removeChild(node);
      shown = next;
    },
  };
}

/** @param {Block} block @param {number} [depth] @returns {Node} */
function render(block, depth = 0) {
  if (block.type === 'rule') return h('hr');
  if (block.type === 'code')
    return h('pre', { tabindex: 0 }, h('code', { data: { language: block.language } }, block.text));
  if (block.type === 'heading') return heading(block.level, block.text);
  if (block.type === 'quote') return h('blockquote', {}, ...nested(block.text, depth + 1));
  if (block.type === 'paragraph') return h('p', {}, ...inline(block.text));
  const items = block.items.map((item) => h('li', {}, ...nested(item, depth + 1)));
  return block.ordered ? h('ol', { start: block.start }, ...items) : h('ul', {}, ...items);
}

/** What is emphasised but not closed yet is shown as it will be, not with its asterisks. @param {string} text */
function closed(text) {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const bare = text.replace(/[*`]+$/, '');
  if (bare.length < text.length) return closed(bare);
  for (const mark of ['`', '**']) if (line.split(mark).length % 2 === 0) return text.trimEnd() + mark;
  return text;
}

/** The page's own headings are 1 and 2. @param {number} level @param {string} text */
function heading(level, text) {
  return h(level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5', {}, ...inline(text));
}

/** A single paragraph inside a list item or quote needs no paragraph of its own. @param {string} text @param {number} depth @returns {(Node | string)[]} */
function nested(text, depth) {
  if (depth > DEEPEST) return [text];
  const [first, ...rest] = blocks(text);
  if (first?.type !== 'paragraph') return [first, ...rest].flatMap((block) => (block ? [render(block, depth)] : []));
  return [...inline(first.text), ...rest.map((block) => render(block, depth))];
}
