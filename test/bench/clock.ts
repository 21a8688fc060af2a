/** A stamp in a text. It contains the time at which it was made, in hundredths of a millisecond. */
const STAMP = /@([0-9a-z]{4,}) /g;
const PER_MS = 100;

/** Return the time in milliseconds, from a clock that all processes of this machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}

/** Make a stamp with the current time. It is about as long as a token of a language model. */
export function stamp(): string {
  return `@${Math.round(now() * PER_MS).toString(36)} `;
}

/** Return the age of each stamp in the text, in milliseconds. */
export function agesOf(text: string, at: number): number[] {
  return Array.from(text.matchAll(STAMP), ([, made]) => at - parseInt(made as string, 36) / PER_MS);
}
