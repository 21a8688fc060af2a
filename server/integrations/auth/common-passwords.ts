import { readFileSync } from 'node:fs';

/**
 * Passwords of ten and more characters that follow the patterns of the most common passwords, in lower case, one per
 * line.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
);
