/**
 * @typedef {{ type: 'paragraph', text: string }
 *   | { type: 'quote', text: string }
 *   | { type: 'heading', level: number, text: string }
 *   | { type: 'code', language: string, text: string }
 *   | { type: 'list', ordered: boolean, start: number, items: string[] }
 *   | { type: 'rule' }} Block
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})[.)])\s+/;

/** Splits Markdown into blocks; what has not ended yet is a block too, so that a stream can be shown as it grows. @param {string} text @returns {Block[]} */
export function blocks(text) {
  const lines = text.split('\n');
  /** @type {Block[]} */
  const found = [];
  for (let at = 0; at < lines.length;) {
    if (lines[at]?.trim() === '') at += 1;
    else at = block(lines, at, found);
  }
  return found;
}

/** Reads the block that begins at a line and answers where the next one may. @param {string[]} lines @param {number} at @param {Block[]} found @returns {number} */
function block(lines, at, found) {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line);
  if (fence) return code(lines, at, found, fence);
  const heading = HEADING.exec(line);
  if (heading) {
    found.push({ type: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
    return at + 1;
  }
  if (RULE.test(line)) {
    found.push({ type: 'rule' });
    return at + 1;
  }
  if (QUOTE.test(line)) {
    const end = run(lines, at, (next) => QUOTE.test(next));
    const quoted = lines.slice(at, end).map((next) => next.replace(QUOTE, ''));
    found.push({ type: 'quote', text: quoted.join('\n') });
    return end;
  }
  const item = ITEM.exec(line);
  if (item) return list(lines, at, found, item);
  const end = run(lines, at, (next) => next.trim() !== '' && !begins(next));
  found.push({ type: 'paragraph', text: lines.slice(at, end).join('\n') });
  return end;
}

/** @param {string[]} lines @param {number} at @param {Block[]} found @param {RegExpExecArray} fence */
function code(lines, at, found, fence) {
  const end = run(lines, at, (next) => !next.trim().startsWith(fence[1] ?? '```'));
  found.push({ type: 'code', language: fence[2] ?? '', text: lines.slice(at + 1, end).join('\n') });
  return end + 1;
}

/** @param {string[]} lines @param {number} at @param {Block[]} found @param {RegExpExecArray} first */
function list(lines, at, found, first) {
  const ordered = first[3] !== undefined;
  /** @type {string[]} */
  const items = [];
  let next = at;
  while (next < lines.length) {
    const marker = ITEM.exec(lines[next] ?? '');
    if (!marker || (marker[3] !== undefined) !== ordered) break;
    const end = run(lines, next, (line) => /^ {2,}\S/.test(line));
    const rest = lines.slice(next + 1, end).map((line) => line.replace(/^ {2,4}/, ''));
    items.push([(lines[next] ?? '').slice(marker[0].length), ...rest].join('\n'));
    next = end;
    // A blank line between two items does not end the list.
    if (lines[next]?.trim() === '' && ITEM.test(lines[next + 1] ?? '')) next += 1;
  }
  found.push({ type: 'list', ordered, start: Number(first[3] ?? 1), items });
  return next;
}

/** @param {string[]} lines @param {number} at @param {(line: string) => boolean} goesOn */
function run(lines, at, goesOn) {
  let end = at + 1;
  while (end < lines.length && goesOn(lines[end] ?? '')) end += 1;
  return end;
}

/** @param {string} line */
function begins(line) {
  return [FENCE, HEADING, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line));
}
