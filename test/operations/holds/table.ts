/** The input of an operation that blocked the event loop longest, and for how many milliseconds. */
export interface Held {
  ms: number;
  bytes: number;
  door: string;
  /** The kind of content that the input had. */
  kind: string;
  code: string;
}

export type Row = { operation: string; accepted?: Held; refused?: Held; sizes?: number };

const WIDTHS = [20, 9, 7, 28, 9, 7, 44];
const HEAD = ['operation', 'accepted', 'ms', 'by', 'refused', 'ms', 'by'];

const line = (cells: string[]) =>
  cells
    .map((cell, n) => cell.padEnd(WIDTHS[n] ?? 0))
    .join(' ')
    .trimEnd();
const by = ({ door, kind, code }: Held) => `${door}, ${kind}: ${code}`;
const cellsOf = (held: Held | undefined) => (held ? [`${held.bytes} B`, held.ms.toFixed(1), by(held)] : ['', '', '']);

/** Formats the rows as text. An operation whose inputs all have the same size is marked with a star. */
export function tableOf(rows: Row[]): string {
  const lines = rows.map(({ operation, accepted, refused, sizes }) =>
    line([`${operation}${sizes === 1 ? ' *' : ''}`, ...cellsOf(accepted), ...cellsOf(refused)]),
  );
  return ['', line(HEAD), ...lines, '* one size only', ''].join('\n');
}

/** Returns the one that blocked the event loop for the longer time. */
export const longer = (a: Held | undefined, b: Held): Held => (a && a.ms >= b.ms ? a : b);
