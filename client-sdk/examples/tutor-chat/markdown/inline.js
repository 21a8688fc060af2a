import { h } from '/design/dom.js';

const CODE = String.raw`(?<ticks>${'`'}+)(?<code>[^${'`'}]+)\k<ticks>`;
const LINK = String.raw`!?\[(?<label>[^\]\n]+)\]\((?<href>[^\s()]+)\)`;
const URL_ = String.raw`(?<url>https?:\/\/[^\s<>()]*[^\s<>().,;:!?])`;
const STRONG = String.raw`(?<mark2>\*\*|__)(?=\S)(?<strong>[^\n]+?)(?<=\S)\k<mark2>`;
const EMPHASIS = String.raw`(?<![\w*])(?<mark1>[*_])(?=[^\s*_])(?<emphasis>[^\n]+?)(?<=[^\s*_])\k<mark1>(?![\w*])`;
const ESCAPE = String.raw`\\(?<escaped>[\\${'`'}*_{}[\]()#+.!>~|-])`;
const BREAK = String.raw`(?<break> *\n)`;
const TOKEN = new RegExp([ESCAPE, CODE, LINK, URL_, STRONG, EMPHASIS, BREAK].join('|'), 'gu');

/** The nodes of a line of Markdown. @param {string} text @returns {(Node | string)[]} */
export function inline(text) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(text.slice(from, match.index));
    nodes.push(token(match[0], match.groups ?? {}));
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** @param {string} whole @param {{ [name: string]: string | undefined }} found @returns {Node | string} */
function token(whole, found) {
  if (found.escaped) return found.escaped;
  if (found.code) return h('code', {}, found.code.trim());
  if (found.strong) return h('strong', {}, ...inline(found.strong));
  if (found.emphasis) return h('em', {}, ...inline(found.emphasis));
  if (found.break) return h('br');
  if (found.url) return link(found.url, [found.url]) ?? whole;
  return link(found.href ?? '', inline(found.label ?? '')) ?? whole;
}

/** Only the web is linked to; any other scheme stays text. @param {string} href @param {(Node | string)[]} label */
function link(href, label) {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined;
  return h('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank' }, ...label);
}
