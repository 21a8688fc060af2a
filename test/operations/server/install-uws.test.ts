import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { retarget } from '../../../server/install/elf.mjs';
import { retargetFile, thisSystem } from '../../../server/install/retarget-file.mjs';
import { onCleanup } from '../../support/cleanup.ts';

const INSTALLED = fileURLToPath(
  new URL('../../../node_modules/uWebSockets.js/uws_linux_x64_137.node', import.meta.url),
);
const PUBLISHED_SHA256 = '3b549c14e01d9d1faf234cdf4b6f0fb08158605e3692cd0eb1b905e327bd3449';
/** At each offset that the installation step changes, the byte of the published file. */
const PUBLISHED_BYTES = [
  [0xbf38, 0x72],
  [0xc208, 0x10],
  [0xc7f0, 0x4f],
  [0x7da80, 0x13],
  [0x7dabc, 0x13],
  [0x7db3a, 0x13],
  [0x80888, 0xb8],
  [0x80890, 0xbf],
  [0x80891, 0xf6],
] as const;
const DEBIAN_12 = { platform: 'linux', arch: 'x64', glibc: '2.36' };

describe('the uWebSockets.js install step', () => {
  let path: string;
  let content: () => string;

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'install-uws-'));
    onCleanup(() => rmSync(folder, { recursive: true }));
    path = join(folder, 'uws_linux_x64_137.node');
    content = () => sha256(readFileSync(path));
    writeFileSync(path, published(), { mode: 0o640 });
  });

  it('changes the published binary once, in place, and leaves nothing else behind', () => {
    expect(content()).toBe(PUBLISHED_SHA256);
    expect(retargetFile(path, DEBIAN_12)).toBe('retargeted for glibc 2.36');
    const retargeted = content();
    expect(retargeted).not.toBe(PUBLISHED_SHA256);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(path))).toEqual(['uws_linux_x64_137.node']);

    expect(retargetFile(path, DEBIAN_12)).toBe('untouched: already retargeted');
    expect(content()).toBe(retargeted);
  });

  it.each([
    ['glibc 2.38 has all it asks for', { ...DEBIAN_12, glibc: '2.38' }, 'glibc 2.38 needs nothing'],
    ['so has a newer one', { ...DEBIAN_12, glibc: '2.41' }, 'glibc 2.41 needs nothing'],
    ['glibc 2.35 lacks more', { ...DEBIAN_12, glibc: '2.35' }, 'glibc 2.35 is older than 2.36'],
    ['musl', { ...DEBIAN_12, glibc: undefined }, 'this system has no glibc'],
    ['another processor', { ...DEBIAN_12, arch: 'arm64' }, 'linux arm64 has a binary of its own'],
    ['another system', { ...DEBIAN_12, platform: 'darwin' }, 'darwin x64 has a binary of its own'],
  ])('%s: is not changed', (_what, system, reason) => {
    expect(retargetFile(path, system)).toBe(`untouched: ${reason}`);
    expect(content()).toBe(PUBLISHED_SHA256);
  });

  it.each<[what: string, broken: Buffer]>([
    ['another build', Buffer.concat([published(), Buffer.of(0)])],
    ['half a file', published().subarray(0, 100_000)],
    ['no binary at all', Buffer.from('not found')],
    ['an empty file', Buffer.alloc(0)],
  ])('%s: is not changed', (_what, broken) => {
    writeFileSync(path, broken);
    expect(retargetFile(path, DEBIAN_12)).toMatch(/^untouched: not the known binary/);
    expect(content()).toBe(sha256(broken));
  });

  it('a missing file causes a message but no failure', () => {
    rmSync(path);
    expect(retargetFile(path, DEBIAN_12)).toMatch(/^untouched: ENOENT/);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('changes nine bytes: three names, three versions and one requirement', () => {
    const input = published();
    const output = retarget(input);
    expect(output.length).toBe(input.length);
    expect(output.filter((byte, i) => byte !== input[i])).toHaveLength(PUBLISHED_BYTES.length);
    expect(sha256(input)).toBe(PUBLISHED_SHA256);
  });

  it.each<[what: string, input: Buffer, error: string]>([
    ['text', Buffer.from('x'.repeat(100)), 'not a little-endian ELF64 file'],
    ['its own result', retarget(published()), 'GLIBC_2.38 is not asked for'],
  ])('refuses %s', (_what, input, error) => {
    expect(() => retarget(input)).toThrow(error);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')('lets Node 24 load it on this system', () => {
    retargetFile(path, thisSystem());
    const script = `console.log(typeof require(${JSON.stringify(path)}).App)`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('function\n');
  });

  it('prints one line', () => {
    const root = dirname(path);
    const install = fileURLToPath(new URL('../../../server/install', import.meta.url));
    mkdirSync(join(root, 'server/install'), { recursive: true });
    for (const file of readdirSync(install)) {
      writeFileSync(join(root, 'server/install', file), readFileSync(join(install, file)));
    }
    const output = execFileSync(process.execPath, ['server/install/retarget-uws.mjs'], { cwd: root, encoding: 'utf8' });
    expect(output).toMatch(/^uWebSockets\.js: untouched: .*\n$/);
  });
});

/** Return the file as published on npm. On this machine the installation step may have changed the installed file. */
function published(): Buffer {
  const file = readFileSync(INSTALLED);
  for (const [offset, byte] of PUBLISHED_BYTES) file[offset] = byte;
  return file;
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
