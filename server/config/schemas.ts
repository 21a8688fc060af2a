import { isIP } from 'node:net';
import { z } from 'zod';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const LAST_PORT = 65_535;

/** Parse a duration and return it in seconds. Accepted: `15m`, `30d`, `900s`, or a number of seconds. */
export function duration(minSeconds: number, maxDays: number) {
  const error = `a number of seconds, or with s, m, h, d such as 15m; from ${minSeconds} s to ${maxDays} d`;
  return z
    .string()
    .regex(/^\d{1,12}[smhd]?$/, { error })
    .transform((text) => Number.parseInt(text, 10) * (SECONDS[text.at(-1) as keyof typeof SECONDS] ?? 1))
    .refine((seconds) => seconds >= minSeconds && seconds <= maxDays * SECONDS.d, { error });
}

export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: `a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `a whole number from ${min} to ${max}` });

export const decimal = (min: number, max: number) =>
  z
    .string()
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `a number from ${min} to ${max}` });

export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

export const url = (...schemes: string[]) =>
  z.string().refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`) && URL.canParse(text)), {
    error: `a URL beginning with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

export const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, { error: 'at least 32 bytes' });

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Origins as browsers send them: in lower case, without a path and without the scheme's default port. */
export const origins = list.refine((parts) => parts.every((part) => part === '*' || isOrigin(part)), {
  error: 'origins such as https://app.example.com, separated by commas, or *',
});
const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

export const cidrs = list.refine((parts) => parts.every(isCidr), {
  error: 'CIDRs such as 10.0.0.0/8 or fd00::/8, separated by commas',
});
function isCidr(text: string): boolean {
  const [network = '', bits = '', ...more] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(network)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest && !network.includes('%');
}

/** A port with an optional host: `9464`, `0.0.0.0:9464`, `[::1]:9464`. The default host is loopback. */
export const address = z
  .string()
  .regex(/^(?:(?:[^\s:[\]]+|\[[0-9a-f:.]+\]):)?\d{1,5}$/i, { error: 'a port, or host:port' })
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    const host = colon === -1 ? '127.0.0.1' : text.slice(0, colon).replaceAll(/[[\]]/g, '');
    return { host, port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= LAST_PORT, { error: `a port, or host:port, up to ${LAST_PORT}` });
