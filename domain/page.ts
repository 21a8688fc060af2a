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

/**
 * The most bytes of rows in one answer. The server closes a socket whose send buffer is full, so one answer alone must
 * not fill the buffer [B1].
 */
export const MAX_ROWS_BYTES = 256 * 1024;

/** Return as many of the first rows as fit into one answer, and at least one row. */
export function rowsThatFit<T>(rows: T[]): T[] {
  let bytes = 0;
  const end = rows.findIndex((row, n) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return n > 0 && bytes > MAX_ROWS_BYTES;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/**
 * Return the answer that contains one page of a list. `filters` repeats the filters of the request. If the rows do not
 * fit into one answer, the page is smaller than requested: `page` and `limit` then describe the page that holds exactly
 * the returned rows, so a client that goes on with the next page misses no row.
 */
export function pageOf<T>({ rows, total }: Page<T>, asked: PageNumbers, filters: Record<string, unknown>) {
  const { page, limit } = fittingPage(asked, rowsThatFit(rows).length, rows.length);
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

/**
 * Return the largest page that begins at the same row and has at most `fits` rows. Every page begins at a multiple of
 * its size, so the size must divide the offset of this row.
 */
function fittingPage({ page, limit }: PageNumbers, fits: number, found: number): PageNumbers {
  if (fits === found) return { page, limit };
  const offset = (page - 1) * limit;
  let size = fits;
  while (offset % size !== 0) size -= 1;
  return { page: offset / size + 1, limit: size };
}
