import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../../../domain/account/ports.ts';
import { commonPasswords } from './common-passwords.ts';

/** The parameters that OWASP recommends for argon2id [TK3]. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

type Parameters = typeof PARAMETERS;

function tag(message: string, nonce: Buffer, { memory, passes, parallelism }: Parameters): Promise<Buffer> {
  return derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: TAG_BYTES });
}

/** Normalise a password. The same characters are then the same password, whichever code points a keyboard produces. */
const normalised = (password: string) => password.normalize('NFKC');
/**
 * Return the normalised password and the password as it was typed. Older hashes were made of passwords as they were
 * typed.
 */
const forms = (password: string) => [...new Set([normalised(password), password])];

/** Hash and verify passwords with argon2id. Hashes are in the PHC string format. */
export function createPasswords(): Passwords {
  const nobody = randomBytes(SALT_BYTES);
  return {
    async hash(password) {
      const nonce = randomBytes(SALT_BYTES);
      const { memory, passes, parallelism } = PARAMETERS;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(await tag(normalised(password), nonce, PARAMETERS))}`;
    },
    async verify(password, hash) {
      const parsed = PHC.exec(hash);
      if (!parsed) return { isRight: false, isOutdated: false };
      const [, memory, passes, parallelism, nonce, expected] = parsed as unknown as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
      const isWeaker = parameters.memory < PARAMETERS.memory || parameters.passes < PARAMETERS.passes;
      for (const form of forms(password)) {
        const actual = await tag(form, Buffer.from(nonce, 'base64'), parameters);
        if (timingSafeEqual(actual, Buffer.from(expected, 'base64')))
          return { isRight: true, isOutdated: isWeaker || form !== normalised(password) };
      }
      return { isRight: false, isOutdated: false };
    },
    async verifyNothing(password) {
      for (const form of forms(password)) await tag(form, nobody, PARAMETERS);
      return undefined;
    },
    isCommon(password) {
      const plain = normalised(password).toLowerCase();
      return commonPasswords.has(plain) || isRepetition(plain) || isSequence(plain);
    },
  };
}

/** Whether the text repeats a short part: `aaaaaaaaaa`, `abcabcabcabc`. */
const isRepetition = (text: string) => /^(.{1,4})\1+.{0,3}$/.test(text);

/** Whether the text is a sequence, forwards or backwards: `0123456789`, `abcdefghij`. */
function isSequence(text: string): boolean {
  const steps = new Set(Array.from(text.slice(1), (_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}
