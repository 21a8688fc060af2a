import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ROWS_BYTES, pageOf } from '../../../domain/page.ts';

const bytesOf = (rows: unknown[]) => rows.reduce<number>((sum, row) => sum + JSON.stringify(row).length, 0);

/** Return one page of these rows, in the form in which an operation returns it. */
const pageFrom = (all: string[], page: number, limit: number) =>
  pageOf({ rows: all.slice((page - 1) * limit, page * limit), total: all.length }, { page, limit }, {});

describe('[B1] a page', () => {
  it('is never larger than an answer may be, and a client that continues from its page and limit misses no row', () => {
    const row = fc.integer({ min: 1, max: MAX_ROWS_BYTES }).map((bytes) => 'x'.repeat(bytes));
    const rows = fc.array(row, { maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 100 }), (all, asked) => {
        const read: string[] = [];
        let [page, limit] = [1, asked];
        for (let more = true; more; page += 1) {
          const { data, meta } = pageFrom(all, page, limit);
          expect(data.length === 1 || bytesOf(data) <= MAX_ROWS_BYTES).toBe(true);
          expect(meta.pagination.limit).toBeLessThanOrEqual(limit);
          ({ page, limit } = meta.pagination);
          // The answer has exactly the rows that belong to its `page` and `limit`.
          expect(all.slice((page - 1) * limit, (page - 1) * limit + data.length)).toEqual(data);
          expect(meta.pagination.hasPrev).toBe(read.length > 0);
          read.push(...data);
          more = meta.pagination.hasNext;
        }
        expect(read).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  it('is the requested page if the rows fit', () => {
    const all = Array.from({ length: 45 }, (_, n) => `row ${n}`);
    expect(pageFrom(all, 2, 20).meta.pagination).toEqual({
      page: 2,
      limit: 20,
      total: 45,
      hasNext: true,
      hasPrev: true,
    });
    expect(pageFrom(all, 3, 20).data).toHaveLength(5);
    expect(pageFrom(all, 9, 20)).toMatchObject({ data: [], meta: { pagination: { page: 9, hasNext: false } } });
  });
});
