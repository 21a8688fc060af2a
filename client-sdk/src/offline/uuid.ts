/**
 * Return a UUIDv7. It also contains the fraction of the millisecond, which orders ids of the same millisecond (RFC
 * 9562, method 3).
 */
export function uuidv7(): string {
  const now = performance.timeOrigin + performance.now();
  const ms = Math.floor(now);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(ms / 2 ** (8 * (5 - index))) & 0xff;
  const fraction = Math.floor((now - ms) * 4_096);
  bytes[6] = 0x70 | (fraction >> 8);
  bytes[7] = fraction & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
