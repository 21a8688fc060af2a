import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { onCleanup } from '../cleanup.ts';
import { unprivilegedUser } from './postgres.ts';
import { provided } from './require.ts';
import { freePort } from './service.ts';

const run = promisify(execFile);
const START_ATTEMPTS = 300;

/** A PostgreSQL that archives its write-ahead log, so that it can be restored to a moment in the past. */
export interface ArchivingPostgres {
  readonly url: string;
  /** Makes a base backup: a copy of the data, from which a restore starts. */
  baseBackup(): Promise<void>;
  /** Waits until all that has been committed is in the archive. */
  archiveAll(): Promise<void>;
  /** Stops the server, replaces its data by the base backup, and replays the archive up to this moment. */
  restore(moment: string): Promise<void>;
}

/** Start a PostgreSQL that archives its write-ahead log. It is stopped and deleted when the test ends. */
export async function startArchivingPostgres(): Promise<ArchivingPostgres> {
  const binaries = provided('own-postgres');
  const user = unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'courseside-archive-'));
  if (user) await run('chown', [`${user.uid}:${user.gid}`, folder]);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const [data, base, archive] = ['data', 'base', 'archive'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const tool = (name: string, ...args: string[]) => run(join(binaries, name), args, { cwd: folder, ...user });
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: folder,
      wal_level: 'replica',
      archive_mode: 'on',
      archive_command: `cp %p ${archive}/%f`,
      dynamic_shared_memory_type: 'mmap',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    server = spawn(join(binaries, 'postgres'), ['-D', data, ...options], { cwd: folder, stdio: 'ignore', ...user });
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      const recovering = await ask<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering').catch(
        () => undefined,
      );
      if (recovering?.recovering === false) return;
      await sleep(100);
    }
    throw new Error('PostgreSQL did not come up');
  }

  async function stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async function ask<T extends object>(statement: string): Promise<T | undefined> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(statement)).rows[0] as T | undefined;
    } finally {
      await client.end();
    }
  }

  onCleanup(async () => {
    await stop('SIGINT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  await tool('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N');
  await mkdir(archive);
  if (user) await run('chown', [`${user.uid}:${user.gid}`, archive]);
  await start();

  return {
    url,
    async baseBackup() {
      await tool('pg_basebackup', '-D', base, '-X', 'stream', '-c', 'fast', '-d', url);
    },
    async archiveAll() {
      const { segment } = (await ask<{ segment: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS segment'))!;
      for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
        const { archived } = (await ask<{ archived: string | null }>(
          'SELECT last_archived_wal AS archived FROM pg_stat_archiver',
        ))!;
        if (archived !== null && archived >= segment) return;
        await sleep(100);
      }
      throw new Error(`the segment ${segment} was not archived`);
    },
    async restore(moment) {
      await stop('SIGINT');
      await rename(data, `${data}.lost`);
      await rename(base, data);
      const settings = [
        `restore_command = 'cp ${archive}/%f %p'`,
        `recovery_target_time = '${moment}'`,
        `recovery_target_action = 'promote'`,
      ];
      await writeFile(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
      await writeFile(join(data, 'recovery.signal'), '');
      if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, data]);
      await start();
    },
  };
}
