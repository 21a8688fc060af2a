/** A stamp in a text: when it was made, in hundredths of a millisecond of the machine's clock. */
const STAMP = /@([0-9a-z]{4,}) /g;
const PER_MS = 100;

/** Milliseconds of a clock that all processes of this machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}

/** About as long as a token of a model, and a text's only trace of when it left. */
export function stamp(): string {
  return `@${Math.round(now() * PER_MS).toString(36)} `;
}

/** Milliseconds that each stamp in the text has been under way. */
export function agesOf(text: string, at: number): number[] {
  return Array.from(text.matchAll(STAMP), ([, made]) => at - parseInt(made as string, 36) / PER_MS);
}
