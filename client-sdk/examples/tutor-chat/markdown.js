import { h } from '/design/dom.js';
import { lexer } from '/vendor/marked/marked.esm.js';

/** @typedef {import('marked').MarkedToken} Token @typedef {Node | string} Part */

/** Models mean a new line where they write one. */
const OPTIONS = { gfm: true, breaks: true };

/**
 * Shows Markdown inside an element, again and again as it grows: blocks that did not change keep their nodes, so a
 * selection in the text above survives. Tokens become elements here, so that no HTML is ever parsed.
 * @param {HTMLElement} target
 */
export function markdownView(target) {
  /** @type {{ key: string, nodes: Part[] }[]} */
  let shown = [];
  return {
    /** @param {string} text @param {boolean} isOpen more of it is to come */
    show(text, isOpen) {
      try {
        const tokens = lexer(isOpen ? closed(text) : text, OPTIONS).filter(({ type }) => type !== 'space');
        draw(tokens.map((token) => ({ key: token.raw, make: () => block(token) })));
      } catch {
        // Nested deeper than the stack reaches: better without its marks' meaning than not at all.
        draw([{ key: text, make: () => [h('p', {}, text)] }]);
      }
    },
  };

  /** @param {{ key: string, make: () => Part[] }[]} blocks */
  function draw(blocks) {
    const kept = shown.findIndex(({ key }, index) => blocks[index]?.key !== key);
    const same = kept === -1 ? shown.length : kept;
    // All are made before any is removed, for making one may fail.
    const fresh = blocks.slice(same).map(({ key, make }) => ({ key, nodes: asNodes(make()) }));
    for (const { nodes } of shown.slice(same)) for (const node of nodes) /** @type {ChildNode} */ (node).remove();
    target.append(...fresh.flatMap(({ nodes }) => nodes));
    shown = [...shown.slice(0, same), ...fresh];
  }
}

/** What is emphasised but not closed yet is shown as it will be, not with its asterisks. @param {string} text @returns {string} */
function closed(text) {
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const bare = text.replace(/[*`]+$/, '');
  if (bare.length < text.length) return closed(bare);
  for (const mark of ['`', '**']) if (line.split(mark).length % 2 === 0) return text.trimEnd() + mark;
  return text;
}

/** @param {Part[]} parts */
const asNodes = (parts) => parts.map((part) => (typeof part === 'string' ? document.createTextNode(part) : part));

/** @param {import('marked').Token[] | undefined} tokens @returns {Part[]} */
const all = (tokens) => (tokens ?? []).flatMap(block);

/** @param {import('marked').Token} token @returns {Part[]} */
function block(token) {
  const known = /** @type {Token} */ (token);
  switch (known.type) {
    case 'paragraph':
      return [h('p', {}, ...all(known.tokens))];
    case 'heading':
      return [h(headingOf(known.depth), {}, ...all(known.tokens))];
    case 'code':
      return [h('pre', { tabindex: 0 }, h('code', { data: { language: known.lang ?? '' } }, known.text))];
    case 'blockquote':
      return [h('blockquote', {}, ...all(known.tokens))];
    case 'list':
      return [list(known)];
    case 'table':
      return [table(known)];
    case 'hr':
      return [h('hr')];
    case 'html':
      return known.block ? [h('p', {}, known.raw.trim())] : [known.raw];
    case 'space':
    case 'def':
    case 'checkbox':
      return [];
    default:
      return inline(known);
  }
}

/** @param {Token} token @returns {Part[]} */
function inline(token) {
  switch (token.type) {
    case 'strong':
      return [h('strong', {}, ...all(token.tokens))];
    case 'em':
      return [h('em', {}, ...all(token.tokens))];
    case 'del':
      return [h('del', {}, ...all(token.tokens))];
    case 'codespan':
      return [h('code', {}, token.text)];
    case 'br':
      return [h('br')];
    case 'link':
      return link(token.href, all(token.tokens));
    case 'image':
      return link(token.href, [token.text]);
    case 'escape':
      return [token.text];
    case 'text':
      return token.tokens ? all(token.tokens) : [token.text];
    default:
      return [token.raw];
  }
}

/** @param {import('marked').Tokens.List} token */
function list({ ordered, start, items }) {
  const entries = items.map(({ task, checked, tokens }) =>
    h('li', {}, task && h('input', { type: 'checkbox', disabled: true, checked: checked === true }), ...all(tokens)),
  );
  return ordered ? h('ol', { start }, ...entries) : h('ul', {}, ...entries);
}

/** In a region of its own that scrolls, for phones. @param {import('marked').Tokens.Table} token */
function table({ header, rows }) {
  /** @param {'th' | 'td'} tag @param {import('marked').Tokens.TableCell} cell */
  const cellOf = (tag, { tokens, align }) =>
    h(tag, { scope: tag === 'th' ? 'col' : undefined, data: { align: align ?? '' } }, ...all(tokens));
  const head = h('thead', {}, h('tr', {}, ...header.map((cell) => cellOf('th', cell))));
  const body = rows.map((cells) => h('tr', {}, ...cells.map((cell) => cellOf('td', cell))));
  return h('div', { class: 'table', tabindex: 0 }, h('table', {}, head, h('tbody', {}, ...body)));
}

/** Only the web is linked to; any other scheme stays text. @param {string} href @param {Part[]} label @returns {Part[]} */
function link(href, label) {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return label;
  return [h('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank' }, ...label)];
}

/** The page's own headings are 1 and 2. @param {number} level */
const headingOf = (level) => (level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5');
