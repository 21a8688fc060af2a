/**
 * Return JSON text with sorted keys, so that equal values have equal text. Keys that are numbers come first, in
 * ascending order, as in any JavaScript object. The text is built directly, because building sorted objects takes long
 * with thousands of keys.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part ?? null)).join(',')}]`;
  const parts = value as { [key: string]: unknown };
  const fields: string[] = [];
  for (const key of inOrder(Object.keys(parts))) {
    const part = parts[key];
    if (part !== undefined) fields.push(`${JSON.stringify(key)}:${canonical(part)}`);
  }
  return `{${fields.join(',')}}`;
}

const INDEX = /^(?:0|[1-9]\d{0,9})$/;
const MAX_INDEX = 2 ** 32 - 2;

/** Sort the keys. `Object.keys` returns numeric keys first and in order, so only the others must be sorted. */
function inOrder(keys: string[]): string[] {
  const isName = (key: string) => !INDEX.test(key) || Number(key) > MAX_INDEX;
  const first = keys.findIndex(isName);
  return first === -1 ? keys : [...keys.slice(0, first), ...keys.slice(first).sort()];
}
