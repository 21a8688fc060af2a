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

/** The most bytes of rows in one answer, so that no answer alone fills the buffer at which a socket is cut [B1]. */
export const MAX_ROWS_BYTES = 256 * 1024;

/** Return the first rows, as many as fit into one answer, and at least one. */
export function fitting<T>(rows: T[]): T[] {
  let bytes = 0;
  const end = rows.findIndex((row, n) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return n > 0 && bytes > MAX_ROWS_BYTES;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/**
 * Return a page of a list as REST and the socket answer it. `filters` repeats the filters that were given. Of rows that do
 * not fit into one answer it is a smaller page: `page` and `limit` are then those that give the same rows, so whoever goes
 * on from them misses none.
 */
export function pageOf<T>({ rows, total }: Page<T>, asked: PageNumbers, filters: Record<string, unknown>) {
  const { page, limit } = fittingPage(asked, fitting(rows).length, rows.length);
  return {
    data: rows.slice(0, limit),
    meta: {
      pagination: { page, limit, total, hasNext: page * limit < total, hasPrev: page > 1 },
      filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
    },
  };
}

interface PageNumbers {
  page: number;
  limit: number;
}

/** The largest page that begins at the same row, is one of equal pages, and has no more rows than fit. */
function fittingPage({ page, limit }: PageNumbers, fits: number, found: number): PageNumbers {
  if (fits === found) return { page, limit };
  const offset = (page - 1) * limit;
  let size = fits;
  while (offset % size !== 0) size -= 1;
  return { page: offset / size + 1, limit: size };
}
