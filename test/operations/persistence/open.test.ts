import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { takeLock } from '../../../persistence/database/data-dir/lock-file.ts';
import { copyTemplate } from '../../../persistence/database/data-dir/template.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'courseside-open-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describeEachDatabase('openDatabase', (kind) => {
  it('creates every table and pgvector, and migrating again changes nothing', async () => {
    const database = await testDatabase(kind);
    const before = await createEventLog(database).epoch();
    await database.migrate();
    expect(await createEventLog(database).epoch()).toBe(before);
    expect(before).toMatch(/^[0-9a-f-]{36}$/);
    const [distance] = await rows<{ d: number }>(
      handleOf(database.orm.em),
      `SELECT ('[1,0]'::vector <=> '[0,1]'::vector) AS d`,
    );
    expect(distance?.d).toBe(1);
    await database.ping();
  });

  it('answers no query once closed', async () => {
    const database = await testDatabase(kind);
    await database.close();
    await expect(database.ping()).rejects.toThrow(/closed|destroyed/);
  });
});

describe('DATA_DIR', () => {
  it('keeps what was committed', async () => {
    const dataDir = temporaryFolder();
    const first = await openDatabase({ dataDir });
    await first.migrate();
    const epoch = await createEventLog(first).epoch();
    await first.close();
    const second = await openDatabase({ dataDir });
    onCleanup(() => second.close());
    await second.migrate();
    expect(await createEventLog(second).epoch()).toBe(epoch);
  });

  it('refuses a second process, and names the first one', async () => {
    const dataDir = temporaryFolder();
    const first = await openDatabase({ dataDir });
    const { since } = JSON.parse(readFileSync(join(dataDir, 'lock'), 'utf8')) as { since: string };
    await expect(openDatabase({ dataDir })).rejects.toThrow(`process ${process.pid} has it open since ${since}`);
    await first.close();
    await (await openDatabase({ dataDir })).close();
  });

  it('can be opened after its process died', async () => {
    const path = join(temporaryFolder(), 'lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    writeFileSync(path, JSON.stringify({ pid: dead.pid, since: '2026-01-01T00:00:00.000Z' }));
    const unlock = await takeLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
    expect(existsSync(path)).toBe(false);
  });

  it('can’t be opened while another process lives', async () => {
    const path = join(temporaryFolder(), 'lock');
    const holder = { pid: process.ppid, since: '2026-01-01T00:00:00.000Z' };
    writeFileSync(path, JSON.stringify(holder));
    await expect(takeLock(path)).rejects.toThrow(`process ${process.ppid} has it open since 2026-01-01`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(holder);
  });

  it('can be opened if another program now has the pid of the earlier process', async () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({ pid: process.pid, since: '2026-01-01T00:00:00.000Z', started: 'old-boot/1' }));
    (await takeLock(path))();
  });
});

describe('the database that the installation has made', () => {
  const open = async (dataDir: string) => {
    const database = await openDatabase({ dataDir });
    const [tables] = await rows<{ count: string }>(
      handleOf(database.orm.em),
      `SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'jobs')`,
    );
    const unmigrated = Number(tables?.count);
    await database.migrate();
    const epoch = await createEventLog(database).epoch();
    await database.close();
    return { unmigrated, epoch };
  };

  beforeAll(() => promisify(execFile)(process.execPath, ['persistence/new-database.ts']));

  it('is where every new data folder begins, each as a log of its own that stays the same', async () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    const { unmigrated, epoch } = await open(one);
    expect(unmigrated).toBeGreaterThan(15);
    expect((await open(other)).epoch).not.toBe(epoch);
    expect((await open(one)).epoch).toBe(epoch);
  });

  it('is left out where there is a database, whatever an interrupted start has left beside it', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'database.draft'));
    writeFileSync(join(dataDir, 'database.draft', 'half'), '');
    copyTemplate(join(dataDir, 'database'));
    expect(existsSync(join(dataDir, 'database', 'half'))).toBe(false);
    expect(existsSync(join(dataDir, 'database.draft'))).toBe(false);
    writeFileSync(join(dataDir, 'database', 'mine'), '');
    copyTemplate(join(dataDir, 'database'));
    expect(existsSync(join(dataDir, 'database', 'mine'))).toBe(true);
  });
});

describe('a template that can’t be copied', () => {
  it('is left out, and leaves nothing behind', async () => {
    const [template, dataDir] = [temporaryFolder(), temporaryFolder()];
    await promisify(execFile)('mkfifo', [join(template, 'no-file')]);
    copyTemplate(join(dataDir, 'database'), template);
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

describeWith('postgres')('several nodes that start at once', () => {
  it('migrate an empty database only once', async () => {
    const { url } = await freshDatabase();
    const nodes = await Promise.all([1, 2, 3].map(() => openDatabase({ url, pool: 1 })));
    await Promise.all(nodes.map((node) => node.migrate()));
    const epochs = await Promise.all(nodes.map((node) => createEventLog(node).epoch()));
    expect(new Set(epochs).size).toBe(1);
    await Promise.all(nodes.map((node) => node.close()));
  });
});
