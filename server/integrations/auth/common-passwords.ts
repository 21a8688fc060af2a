import { readFileSync } from 'node:fs';

/** Passwords of ten characters and more that are built as the most common ones are; lower case, one a line. */
export const commonPasswords: ReadonlySet<string> = new Set(
  readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n'),
);
