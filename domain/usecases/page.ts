import type { Page } from '../stores.ts';

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
