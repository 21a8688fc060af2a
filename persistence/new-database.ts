import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templateFolder } from './database/data-dir/template.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { handleOf, rows } from './database/sql.ts';
import { openJobs } from './jobs/jobs.ts';

/** Make the tables of the domain and of the job queue. */
export async function layOut(database: Database): Promise<void> {
  await database.migrate();
  const failures: Error[] = [];
  const jobs = await openJobs(database, { onError: (error) => failures.push(error) });
  await jobs.stop();
  if (failures.length > 0) throw new AggregateError(failures, 'pg-boss did not start');
}

/**
 * Let every user read a template, because the user who runs the server may not be the one who installed it. A template
 * holds no personal data.
 */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}

/**
 * Make the template database, which every first start copies, unless this version of the code has its template already.
 * The templates of other versions are removed.
 */
async function makeTemplate(): Promise<void> {
  const template = templateFolder();
  if (existsSync(template)) return;
  const parent = dirname(template);
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, 'draft-'));
  try {
    const database = await openDatabase({ dataDir: draft });
    await layOut(database);
    // Two event logs must not share an epoch, so the template has none. Each copy gets its own when it is first opened.
    await rows(handleOf(database.orm.em), 'DELETE FROM log_epoch');
    await database.close();
    for (const name of readdirSync(parent))
      if (name.startsWith('database-')) rmSync(join(parent, name), { recursive: true, force: true });
    makeReadable(join(draft, 'database'));
    renameSync(join(draft, 'database'), template);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeTemplate();
