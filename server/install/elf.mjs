/**
 * The C23 names that glibc 2.38 introduced for functions that every older glibc has under the names without the prefix.
 * The new functions differ only in that they accept binary literals ("0b101"), which do not occur in HTTP.
 */
const C23_PREFIX = '__isoc23_';
const RENAMED = ['__isoc23_strtol', '__isoc23_strtoul', '__isoc23_strtoull'];

const SECTION = { name: 0, offset: 24, size: 32, link: 40, info: 44 };
const SYMBOL_SIZE = 24;
const VERSION_SIZE = 2;

/**
 * Change a shared object that needs glibc 2.38 only for its C23 number parsers, so that it uses the old parsers
 * instead.
 *
 * @param {Buffer} input a little-endian ELF64 shared object; it is not changed
 * @returns {Buffer} a copy of the same length, in which these functions need only glibc 2.34
 * @throws {Error} that names what the file lacks
 */
export function retarget(input) {
  const output = Buffer.from(input);
  const sections = readSections(output);
  const strings = section(sections, '.dynstr');
  const libc = readVersions(output, section(sections, '.gnu.version_r'), strings).filter(
    ({ library }) => library === 'libc.so.6',
  );
  const oldest = version(libc, 'GLIBC_2.2.5');
  const wanted = version(libc, 'GLIBC_2.34');
  const unavailable = version(libc, 'GLIBC_2.38');

  renameSymbols(output, sections, strings, unavailable.index, oldest.index);
  output.writeUInt32LE(wanted.hash, unavailable.at);
  output.writeUInt32LE(wanted.nameOffset, unavailable.at + 8);
  return output;
}

/**
 * @typedef {{ name: string, offset: number, size: number, count: number }} Section
 * @param {Buffer} file
 * @returns {Section[]}
 */
export function readSections(file) {
  const isElf64LittleEndian =
    file.length >= 64 && file.readUInt32BE(0) === 0x7f454c46 && file.readUInt16BE(4) === 0x0201;
  if (!isElf64LittleEndian) throw new Error('not a little-endian ELF64 file');
  const tableOffset = Number(file.readBigUInt64LE(40));
  const entrySize = file.readUInt16LE(58);
  const headers = Array.from({ length: file.readUInt16LE(60) }, (_, i) => tableOffset + i * entrySize);
  const offsetOf = (/** @type {number} */ header) => Number(file.readBigUInt64LE(header + SECTION.offset));
  const names = offsetOf(headers[file.readUInt16LE(62)] ?? -1);
  return headers.map((header) => ({
    name: readString(file, names + file.readUInt32LE(header + SECTION.name)),
    offset: offsetOf(header),
    size: Number(file.readBigUInt64LE(header + SECTION.size)),
    count: file.readUInt32LE(header + SECTION.info),
  }));
}

/**
 * Read all versions of libraries that the file requires (`.gnu.version_r`).
 *
 * @typedef {{ library: string, name: string, at: number, hash: number, index: number, nameOffset: number }} Version
 * @param {Buffer} file
 * @param {Section} needs
 * @param {Section} strings
 * @returns {Version[]}
 */
function readVersions(file, needs, strings) {
  const versions = [];
  let need = needs.offset;
  for (let i = 0; i < needs.count; i++) {
    const library = readString(file, strings.offset + file.readUInt32LE(need + 4));
    let at = need + file.readUInt32LE(need + 8);
    for (let j = file.readUInt16LE(need + 2); j > 0; j--) {
      const nameOffset = file.readUInt32LE(at + 8);
      const name = readString(file, strings.offset + nameOffset);
      versions.push({ library, name, at, hash: file.readUInt32LE(at), index: file.readUInt16LE(at + 6), nameOffset });
      at += file.readUInt32LE(at + 12);
    }
    need += file.readUInt32LE(need + 12);
  }
  return versions;
}

/**
 * Let each symbol's name start after the prefix in the string table, so that `__isoc23_strtol` becomes `strtol`.
 *
 * @param {Buffer} file
 * @param {Section[]} sections
 * @param {Section} strings
 * @param {number} unavailable index of the version to replace
 * @param {number} oldest index of the version that replaces it
 */
function renameSymbols(file, sections, strings, unavailable, oldest) {
  const symbols = section(sections, '.dynsym');
  const versions = section(sections, '.gnu.version');
  const renamed = [];
  for (let i = 0; i < symbols.size / SYMBOL_SIZE; i++) {
    const versionAt = versions.offset + i * VERSION_SIZE;
    if (file.readUInt16LE(versionAt) !== unavailable) continue;
    const symbol = symbols.offset + i * SYMBOL_SIZE;
    const nameOffset = file.readUInt32LE(symbol);
    renamed.push(readString(file, strings.offset + nameOffset));
    file.writeUInt32LE(nameOffset + C23_PREFIX.length, symbol);
    file.writeUInt16LE(oldest, versionAt);
  }
  if (renamed.toSorted().join() !== RENAMED.join()) {
    throw new Error(`GLIBC_2.38 is asked for ${renamed.join(', ') || 'nothing'}, expected ${RENAMED.join(', ')}`);
  }
}

/**
 * @param {Section[]} sections
 * @param {string} name
 */
function section(sections, name) {
  const found = sections.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no section ${name}`);
  return found;
}

/**
 * @param {Version[]} versions
 * @param {string} name
 */
function version(versions, name) {
  const found = versions.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`${name} is not asked for`);
  return found;
}

/**
 * @param {Buffer} file
 * @param {number} offset
 */
function readString(file, offset) {
  return file.toString('latin1', offset, file.indexOf(0, offset));
}
