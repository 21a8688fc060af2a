export interface Delta {
  attempt: number;
  offset: number;
  text: string;
}

export type Chunk =
  | { type: 'text'; text: string; offset: number; attempt: number }
  | { type: 'restart'; attempt: number };

export interface Assembly {
  /** What is new in it; `missing` when it lies beyond what is known. */
  take(delta: Delta): Chunk[] | 'missing';
  text(): string;
  attempt(): number;
}

/** Puts deltas together: what lies below is dropped, tails are applied, a newer attempt begins anew [T3]. */
export function assemble(): Assembly {
  let [attempt, text] = [1, ''];
  return {
    take(delta) {
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
