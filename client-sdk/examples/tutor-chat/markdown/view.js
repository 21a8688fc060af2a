import { createBlockReader } from './blocks.js';
import { nodesOf } from './nodes.js';

/** @typedef {import('./blocks.js').Block} Block */

/** An element, and a letter whose shape or direction depends on others, are as much work to lay out as this many plain ones. */
const UNITS_PER_ELEMENT = 25;
const UNITS_PER_LETTER = 4;

/**
 * Show a Markdown text in an element while it grows. Blocks that have ended keep their nodes, so a selection in them
 * survives; only the open block is parsed again.
 * @param {HTMLElement} target
 * @param {ReturnType<typeof import('./turns.js').createTurns>} turns share the time with other long texts
 */
export function createMarkdownView(target, turns) {
  let reader = createBlockReader();
  let [text, isWhole] = ['', false];
  /** @type {Node[]} */
  let openNodes = [];
  let isShown = true;
  let whenShown = () => {};

  return {
    /** @param {string} now everything so far @param {boolean} isGrowing more will come @param {() => void} [done] called as soon as all of it is shown, perhaps at once */
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

  /** Show the next block. @returns {number | undefined} how much text it was; undefined when all is shown */
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

/** Return how much work a node is to lay out, beyond its text. @param {Node} node */
function weightOf(node) {
  const elements = node instanceof Element ? 1 + node.getElementsByTagName('*').length : 0;
  const letters = node.textContent?.match(/[\u{300}-\u{10ffff}]/gu)?.length ?? 0;
  return elements * UNITS_PER_ELEMENT + letters * UNITS_PER_LETTER;
}

/** Close what is emphasised but not closed yet, so that it is shown as it will be. @param {Block} block @returns {Block} */
function completed(block) {
  if (block.kind !== 'markdown') return block;
  let end = block.text.length;
  while (end > 0 && '*`'.includes(block.text.charAt(end - 1))) end -= 1;
  const text = block.text.slice(0, end);
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const mark = ['`', '**'].find((mark) => line.split(mark).length % 2 === 0);
  return { ...block, text: mark ? text.trimEnd() + mark : text };
}
