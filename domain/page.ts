export interface Page<T> {
  rows: T[];
  total: number;
}
export interface PageRequest {
  page: number;
  limit: number;
  /** `field:asc` or `field:desc` */
  sort: string;
}

/** The most bytes of a history in one answer, so that no answer alone fills the buffer at which a socket is cut [B1]. */
const HISTORY_BYTES = 256 * 1024;

/** Return the first rows, as many as fit into one answer, and at least one. */
export function fitting<T>(rows: T[]): T[] {
  let bytes = 0;
  const end = rows.findIndex((row, n) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return n > 0 && bytes > HISTORY_BYTES;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** Return a page of a list as REST and the socket answer it. `filters` repeats the filters that were given. */
export function pageOf<T>(
  { rows, total }: Page<T>,
  { page, limit }: { page: number; limit: number },
  filters: Record<string, unknown>,
) {
  return {
    data: rows,
    meta: {
      pagination: { page, limit, total, hasNext: page * limit < total, hasPrev: page > 1 },
      filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
    },
  };
}
