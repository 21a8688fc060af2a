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

/** What one answer carries of a history: a connection is cut where more waits for it than it reads [B1]. */
const HISTORY_BYTES = 256 * 1024;

/** The first rows, as many as fit one answer, at least one. */
export function fitting<T>(rows: T[]): T[] {
  let bytes = 0;
  const end = rows.findIndex((row, n) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return n > 0 && bytes > HISTORY_BYTES;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** A paged list as REST and socket answer it; `filters` shows those that were given. */
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
