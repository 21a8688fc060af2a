import { createBlockReader } from './blocks.js';
import { nodesOf } from './nodes.js';

/** @typedef {import('./blocks.js').Block} Block */

/**
 * Estimates of the time to lay out an element, and to lay out a letter whose shape or direction depends on other
 * letters. The unit is the time for one plain letter.
 */
const UNITS_PER_ELEMENT = 25;
const UNITS_PER_LETTER = 4;

/**
 * Show a growing Markdown text in an element. Blocks that have ended keep their nodes, so that a selection in them
 * survives. Only the open block, which is the last one and may still grow, is parsed again.
 * @param {HTMLElement} target
 * @param {ReturnType<typeof import('./turns.js').createTurns>} turns shares the time with other long texts
 */
export function createMarkdownView(target, turns) {
  let reader = createBlockReader();
  let [text, isWhole] = ['', false];
  /** @type {Node[]} */
  let openNodes = [];
  let isShown = true;
  let whenShown = () => {};

  return {
    /**
     * @param {string} now the whole text so far
     * @param {boolean} isGrowing whether more text will follow
     * @param {() => void} [done] called as soon as the whole text is shown, perhaps immediately
     */
    show(now, isGrowing, done = () => {}) {
      whenShown = done;
      if (now === text && isGrowing !== isWhole) {
        if (isShown) done();
        return;
      }
      if (isWhole || !now.startsWith(text)) {
        reader = createBlockReader();
        openNodes = [];
        target.replaceChildren();
      }
      [text, isWhole, isShown] = [now, !isGrowing, false];
      turns.add(step);
    },
  };

  /** Show the next block. @returns {number | undefined} the amount of text, or undefined if everything is shown */
  function step() {
    const block = reader.take(text, isWhole);
    for (const node of openNodes) /** @type {ChildNode} */ (node).remove();
    const nodes = nodesOf(block ?? completed(reader.open(text)));
    target.append(...nodes);
    openNodes = block ? [] : nodes;
    if (block) return nodes.reduce((sum, node) => sum + weightOf(node), block.text.length);
    isShown = true;
    whenShown();
    return undefined;
  }
}

/**
 * Return the estimated time to lay out a node, beyond the time for its letters if all were plain.
 * @param {Node} node
 */
function weightOf(node) {
  const elements = node instanceof Element ? 1 + node.getElementsByTagName('*').length : 0;
  const letters = node.textContent?.match(/[\u{300}-\u{10ffff}]/gu)?.length ?? 0;
  return elements * UNITS_PER_ELEMENT + letters * UNITS_PER_LETTER;
}

/**
 * Close emphasis that is not closed yet, so that the text looks as it will look in the end.
 * @param {Block} block
 * @returns {Block}
 */
function completed(block) {
  if (block.kind !== 'markdown') return block;
  let end = block.text.length;
  while (end > 0 && '*`'.includes(block.text.charAt(end - 1))) end -= 1;
  const text = block.text.slice(0, end);
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const mark = ['`', '**'].find((mark) => line.split(mark).length % 2 === 0);
  return { ...block, text: mark ? text.trimEnd() + mark : text };
}
