/**
 * A part of a Markdown text that is parsed and shown separately.
 * @typedef {{ kind: 'markdown' | 'plain', text: string } | { kind: 'code', text: string, language: string }} Block
 */

/**
 * The longest block that is parsed as Markdown, in UTF-16 units. A longer block is shown as plain text, in pieces of
 * this length.
 */
const LONGEST = 2_500;
/** If a list is longer than this, in UTF-16 units, its next item begins another block. */
const LONG_LIST = 1_000;
/**
 * How much of a text is parsed as Markdown, in UTF-16 units. The rest is shown as plain text, because every element
 * costs time whenever the page is painted.
 */
const LONGEST_FORMATTED = 32_768;

const BLANK = /^\s*$/;
const LIST_ITEM = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/**
 * Split a growing text into blocks, reading each line once. A block ends before a line that can't continue a paragraph,
 * a list or a quote: a line without indentation after a blank line, or a code fence. The end of a block never depends
 * on later text, so the blocks are the same no matter in what pieces the text arrived.
 */
export function createBlockReader() {
  /**
   * The start of the open block, which is the last one and may still grow, and the start of the first line that was not
   * read yet.
   */
  let [start, next] = [0, 0];
  let [isAfterBlank, isList] = [false, false];
  /** Whether pieces of the open block were returned already, because the block is too long. */
  let isLong = false;
  /** Whether `next` is in the middle of a line that is too long for one piece. */
  let isMidLine = false;
  /** @type {{ mark: string, indentation: RegExp, language: string, body: number } | undefined} */
  let fence;

  return {
    /**
     * Return the next block that has ended, or undefined if the open block may continue.
     * @param {string} text the whole text so far
     * @param {boolean} isWhole whether the text is complete
     * @returns {Block | undefined}
     */
    take(text, isWhole) {
      for (;;) {
        const newline = text.indexOf('\n', next);
        const end = newline === -1 ? text.length : newline + 1;
        // An unfinished line can't be classified yet, unless it is too long for a block or its first character shows
        // that it begins a block.
        if (newline === -1 && !isWhole && end - next <= LONGEST)
          return start < next && beginsAnyhow(text.charAt(next)) ? close(text, next, next) : undefined;
        if (next === text.length) return start < next ? close(text, next, next) : undefined;
        const line = text.slice(next, Math.min(newline === -1 ? end : newline, next + LONGEST));
        if (start < next && begins(line)) return close(text, next, next);
        if (end - start > LONGEST) return piece(text);
        if (fence && !isMidLine && ends(fence, line)) return close(text, next, end);
        note(line, end);
        next = end;
      }
    },

    /** Return the open block with its text so far. @param {string} text the whole text so far @returns {Block} */
    open: (text) => block(text, text.length, isLong || text.length - start > LONGEST),
  };

  /**
   * Return the open block up to `to`, and begin the next block at `end`.
   * @param {string} text @param {number} to @param {number} end
   */
  function close(text, to, end) {
    const closed = block(text, to, isLong);
    [start, next] = [end, end];
    [isAfterBlank, isList, isLong, isMidLine, fence] = [false, false, false, false, undefined];
    return closed;
  }

  /** Return the first piece of the open block, which is too long. @param {string} text */
  function piece(text) {
    isMidLine = start === next;
    const to = isMidLine ? start + LONGEST - (isHighSurrogate(text, start + LONGEST - 1) ? 1 : 0) : next;
    const beginning = block(text, to, true);
    [start, next, isLong] = [to, to, true];
    return beginning;
  }

  /** @param {string} text @param {number} to @param {boolean} isTooLong @returns {Block} */
  function block(text, to, isTooLong) {
    const isPlain = isTooLong || start >= LONGEST_FORMATTED;
    if (!fence) return { kind: isPlain ? 'plain' : 'markdown', text: text.slice(start, to) };
    const body = text.slice(Math.max(start, fence.body), to).replace(/\n$/, '');
    return { kind: 'code', text: body.replaceAll(fence.indentation, ''), language: fence.language };
  }

  /** Return whether another block begins with this line. @param {string} line */
  function begins(line) {
    if (fence) return false;
    if (opensFence(line)) return true;
    if (isList && LIST_ITEM.test(line)) return !line.startsWith(' ') && next - start > LONG_LIST;
    return isAfterBlank && /^\S/.test(line);
  }

  /** Return whether a line with this first character always begins another block. @param {string} first */
  function beginsAnyhow(first) {
    return !fence && isAfterBlank && /^\S/.test(first) && !(isList && /[-+*\d]/.test(first));
  }

  /** Return whether the line opens a code fence that belongs to no list item. @param {string} line */
  function opensFence(line) {
    return FENCE.test(line) && !(isList && line.startsWith(' '));
  }

  /** Remember how a line of the open block affects the lines after it. @param {string} line @param {number} end */
  function note(line, end) {
    isAfterBlank = !isMidLine && BLANK.test(line);
    if (!isMidLine && !fence && opensFence(line)) {
      const [, indent = '', mark = '', info = ''] = FENCE.exec(line) ?? [];
      fence = {
        mark,
        indentation: new RegExp(`^ {0,${indent.length}}`, 'gm'),
        language: info.trim().split(/\s/)[0] ?? '',
        body: end,
      };
    } else isList ||= !isMidLine && !fence && LIST_ITEM.test(line);
    isMidLine = false;
  }
}

/** Return whether the line closes the fence. @param {{ mark: string }} fence @param {string} line */
function ends({ mark }, line) {
  const [, , closing = '', rest = ''] = FENCE.exec(line) ?? [];
  return closing.startsWith(mark) && BLANK.test(rest);
}

/** @param {string} text @param {number} at */
function isHighSurrogate(text, at) {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}
