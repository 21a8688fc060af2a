/** An exact decimal: `digits / 10^scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

/**
 * Return a number, or decimal text such as `61.23496995`, as an exact decimal. A number is taken as JavaScript prints
 * it.
 * @throws RangeError on anything else
 */
export function decimal(value: number | string): Decimal {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(String(value));
  if (!match || (!match[2] && !match[3])) throw new RangeError(`not a decimal number: ${value}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Divide a by b and round half away from zero to `places` decimals. */
export function divide(a: Decimal, b: Decimal, places: number): Decimal {
  const numerator = magnitude(a.digits) * 10n ** BigInt(places + b.scale);
  const denominator = magnitude(b.digits) * 10n ** BigInt(a.scale);
  const digits = (numerator + denominator / 2n) / denominator;
  return { digits: a.digits < 0n === b.digits < 0n ? digits : -digits, scale: places };
}

const magnitude = (digits: bigint) => (digits < 0n ? -digits : digits);

/** Return the plain form without exponent or trailing zeros: `61.23496995`, `-0.5`, `0`. */
export function decimalText({ digits, scale }: Decimal): string {
  const padded = magnitude(digits)
    .toString()
    .padStart(scale + 1, '0');
  const whole = padded.slice(0, padded.length - scale);
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
