/**
 * Whether a decoded value nests deeper than `limit` levels of arrays and objects; a scalar has depth 0. Binary counts
 * as a scalar. A loop with its own stack, since the input is what could overflow the call stack.
 */
export function isDeeperThan(limit: number, value: unknown): boolean {
  let level = containersIn([value]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
  return false;
}

function containersIn(values: unknown[]): object[] {
  return values.filter(
    (value): value is object => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value),
  );
}
