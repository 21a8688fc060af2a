import { createHash } from 'node:crypto';
import { constants, cpSync, existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAllPrivate } from './private-folder.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The files that determine the content of a new database. When one of them changes, a new template is made. */
const INGREDIENTS = [
  'persistence/**/migrations/*.ts',
  'persistence/migrations.ts',
  'persistence/jobs/*.ts',
  'node_modules/@electric-sql/pglite/package.json',
  'node_modules/@electric-sql/pglite-pgvector/package.json',
  'node_modules/pg-boss/package.json',
];

/** Return a hash that identifies the template database of this version of the code. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of globSync(INGREDIENTS, { cwd: ROOT }).sort())
    hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Return the folder of the template, which is a new database that the installation made for this version of the code.
 */
export function templateFolder(): string {
  return join(ROOT, 'node_modules/.cache/courseside', `database-${fingerprint()}`);
}

/**
 * Copy the database that was made during the installation into a new data folder, which takes a tenth of the time of
 * making a database. An existing database stays as it is. Without a template of this version PGlite makes the database.
 */
export function copyTemplate(database: string, template = templateFolder()): void {
  if (existsSync(database) || !existsSync(template)) return;
  // The copy is made under another name, so that an interrupted start leaves no incomplete database behind.
  const draft = `${database}.draft`;
  try {
    rmSync(draft, { recursive: true, force: true });
    // With a filter Node throws an error for a file that it may not read. Without a filter it ends the process.
    cpSync(template, draft, { recursive: true, mode: constants.COPYFILE_FICLONE, filter: () => true });
    makeAllPrivate(draft);
    renameSync(draft, database);
  } catch {
    // The template can't be read, or is being replaced. PGlite makes the database, as it does without a template.
    rmSync(draft, { recursive: true, force: true });
  }
}
