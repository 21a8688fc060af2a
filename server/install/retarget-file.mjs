import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { retarget } from './elf.mjs';

const PUBLISHED_SHA256 = '3b549c14e01d9d1faf234cdf4b6f0fb08158605e3692cd0eb1b905e327bd3449';
const RETARGETED_SHA256 = '37bc56b58db2d4e5c237d7200c44e9d5ef704c420704bdda43633db4a82fccf1';

/**
 * The minor version of the oldest supported glibc, 2.36. The binary also needs GLIBC_2.36, so an older glibc can't load
 * it at all.
 */
const OLDEST_GLIBC = 36;
const SUFFICIENT_GLIBC = 38;

/**
 * @typedef {{ platform: string, arch: string, glibc: string | undefined }} System
 * @param {string} path of the binary
 * @param {System} system `glibc` as in "2.36", undefined on systems without glibc (musl, macOS, Windows)
 * @returns {string} what was changed, or why the file was not changed
 */
export function retargetFile(path, system) {
  const unneeded = whyNot(system);
  if (unneeded) return `untouched: ${unneeded}`;
  try {
    const input = readFileSync(path);
    const digest = sha256(input);
    if (digest === RETARGETED_SHA256) return 'untouched: already retargeted';
    if (digest !== PUBLISHED_SHA256) return `untouched: not the known binary (sha256 ${digest})`;
    const output = retarget(input);
    if (sha256(output) !== RETARGETED_SHA256) return 'untouched: the result is not the known one';
    replaceFile(path, output);
    return `retargeted for glibc ${system.glibc}`;
  } catch (error) {
    return `untouched: ${error instanceof Error ? error.message : error}`;
  }
}

/** @returns {System} */
export function thisSystem() {
  const { platform, arch, report } = process;
  // Without this setting, Node's diagnostic report first looks up the host names of all open connections.
  Object.assign(report ?? {}, { excludeNetwork: true });
  const content = /** @type {{ header: { glibcVersionRuntime?: string } } | undefined} */ (report?.getReport());
  return { platform, arch, glibc: content?.header.glibcVersionRuntime };
}

/**
 * @param {System} system
 * @returns {string | undefined}
 */
function whyNot({ platform, arch, glibc }) {
  if (platform !== 'linux' || arch !== 'x64') return `${platform} ${arch} has a binary of its own`;
  const minor = Number(/^2\.(\d+)/.exec(glibc ?? '')?.[1]);
  if (Number.isNaN(minor)) return 'this system has no glibc';
  if (minor >= SUFFICIENT_GLIBC) return `glibc ${glibc} needs nothing`;
  if (minor < OLDEST_GLIBC) return `glibc ${glibc} is older than 2.${OLDEST_GLIBC}`;
  return undefined;
}

/**
 * Replace the file in one step, so that no crash leaves a half-written file and no process loads one.
 *
 * @param {string} path
 * @param {Buffer} content
 */
function replaceFile(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: statSync(path).mode });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** @param {Buffer} content */
function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
