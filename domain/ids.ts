import { createHash, randomBytes } from 'node:crypto';

/**
 * Return a new UUIDv7. The 12 bits after the milliseconds hold the fraction of a millisecond (RFC 9562, method 3), so
 * ids made by one process sort by time.
 */
export function newId(now: number = performance.timeOrigin + performance.now()): string {
  const bytes = randomBytes(16);
  const ms = Math.floor(now);
  bytes.writeUIntBE(ms, 0, 6);
  const fraction = Math.floor((now - ms) * 4_096);
  bytes[6] = 0x70 | (fraction >> 8);
  bytes[7] = fraction & 0xff;
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  return format(bytes);
}

/** Return a new id that sorts after the given id, even if the given id was made by a clock that runs ahead. */
export function newIdAfter(id: string | undefined): string {
  const now = performance.timeOrigin + performance.now();
  return newId(id === undefined ? now : Math.max(now, millisecondsOf(id) + 1));
}

const millisecondsOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/**
 * Return a UUID (version 8) derived from the given words. The same words always give the same id, so a repeated attempt
 * to create something uses the same id as the first attempt.
 */
export function derivedId(...words: string[]): string {
  const bytes = createHash('sha256').update(words.join('\0')).digest().subarray(0, 16);
  bytes[6] = 0x80 | (bytes.readUInt8(6) & 0x0f);
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f);
  return format(bytes);
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
