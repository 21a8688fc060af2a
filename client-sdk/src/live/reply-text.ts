export interface Delta {
  attempt: number;
  /** The position of `text` in the reply, in UTF-16 units. Each attempt to write the reply begins at 0. */
  offset: number;
  text: string;
}

/**
 * A part of a reply. `text` continues the text at `offset` UTF-16 units from the start. `restart` means that all text
 * so far is discarded, because another attempt writes the reply from the beginning.
 */
export type Chunk =
  | { type: 'text'; text: string; offset: number; attempt: number }
  | { type: 'restart'; attempt: number };

export interface ReplyText {
  /** Add a delta and return its new part. Return `missing` if text before the delta has not arrived yet. */
  add(delta: Delta): Chunk[] | 'missing';
  text(): string;
  attempt(): number;
}

/**
 * Assemble the text of a reply from deltas. Text that is known already is dropped, a newer attempt starts from the
 * beginning, and an older attempt is ignored [T3].
 */
export function createReplyText(): ReplyText {
  let [attempt, text] = [1, ''];
  return {
    add(delta) {
      if (delta.attempt < attempt) return [];
      const known = delta.attempt > attempt ? '' : text;
      if (delta.offset > known.length) return 'missing';
      const chunks: Chunk[] = [];
      if (delta.attempt > attempt && text !== '') chunks.push({ type: 'restart', attempt: delta.attempt });
      [attempt, text] = [delta.attempt, known];
      const fresh = delta.text.slice(text.length - delta.offset);
      if (fresh !== '') chunks.push({ type: 'text', text: fresh, offset: text.length, attempt });
      text += fresh;
      return chunks;
    },
    text: () => text,
    attempt: () => attempt,
  };
}
