import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type pg from 'pg';
import { findPostgres } from '../support/services/postgres.ts';
import type { Service } from '../support/services/service.ts';

interface Statement {
  text: string;
  /** The values of the parameters as SQL literals. The first is that of $1. */
  values: string[];
}

const UUID = /^'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'$/;
const UUIDS = /^'\{[0-9a-f]{8}-[^{}]*\}'$/;
const INSTANT = /^'\d{4}-\d\d-\d\dT[\d:.]+Z'$/;
const SETTLE_MS = 500;

/** Call `run`, which causes one transaction. Return the statements of this transaction from the Postgres log. */
export async function recordTransaction(
  postgres: Service,
  client: pg.Client,
  run: () => Promise<unknown>,
): Promise<Statement[]> {
  let output = '';
  const read = (chunk: Buffer) => void (output += chunk.toString());
  postgres.process.stderr?.on('data', read);
  const log = async (statements: 'all' | 'none') => {
    await client.query(`ALTER SYSTEM SET log_statement = '${statements}'`);
    await client.query(`ALTER SYSTEM SET log_line_prefix = '%p '`);
    await client.query('SELECT pg_reload_conf()');
    await sleep(SETTLE_MS);
  };
  await log('all');
  await run();
  await sleep(SETTLE_MS);
  await log('none');
  postgres.process.stderr?.off('data', read);
  const entry = output.split(/^(?=\d+ [A-Z]+:)/m);
  const insert = entry.find((line) => line.includes('INSERT INTO progress_logs')) ?? '';
  const own = entry.filter((line) => line.startsWith(insert.split(' ')[0] ?? ''));
  const at = own.indexOf(insert);
  const [from, to] = [own.slice(0, at).findLastIndex(isBegin), own.findIndex((line, n) => n > at && isCommit(line))];
  return own.slice(from + 1, to).flatMap((line, n, all) => {
    const text = /LOG: {2}execute [^:]+: ([^]*)/.exec(line)?.[1];
    if (text === undefined) return [];
    const values = [...(all[n + 1] ?? '').matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)].map(([, value]) => value ?? '');
    return [{ text: text.replaceAll('\n\t', '\n').trim(), values }];
  });
}

const isBegin = (line: string) => /LOG: {2}statement: begin/i.test(line);
const isCommit = (line: string) => /LOG: {2}statement: commit/i.test(line);

/**
 * Return how many transactions with these statements pgbench runs in a second. Each of its clients uses the id of
 * another user.
 */
export async function pgbench(
  postgres: Service,
  { statements, userIds, seconds }: { statements: Statement[]; userIds: string[]; seconds: number },
): Promise<number> {
  const user = `(ARRAY['${userIds.join("','")}'])[:client_id + 1]`;
  const unique = new Map<string, string>();
  const variables: string[] = [];
  const write = (value: string): string => {
    if (value === 'NULL') return value;
    const id = value.slice(1, -1);
    if (userIds.includes(id)) return `${user}::uuid`;
    if (value === `'{user:${userIds.find((one) => value.includes(one))}}'`) return `ARRAY['user:' || ${user}]`;
    if (INSTANT.test(value)) return 'now()';
    if (UUIDS.test(value)) return `ARRAY[${value.replaceAll(/[^,]+/g, 'gen_random_uuid()')}]`;
    if (UUID.test(value)) {
      if (!unique.has(value)) unique.set(value, `md5('${unique.size} ' || :client_id::text || :n::text)::uuid`);
      return unique.get(value) ?? '';
    }
    variables.push(id.replaceAll("''", "'"));
    return `:p${variables.length}`;
  };
  const lines = statements.map(({ text, values }) => {
    const written = values.map(write);
    // pgbench would take a colon and the letters after it for a variable, so the colons are written as `chr(58)`.
    const safe = text.replaceAll('HH24:MI:SS.MS', `HH24' || chr(58) || 'MI' || chr(58) || 'SS.MS`);
    return `${safe.replaceAll(/\$(\d+)/g, (_all, n: string) => written[Number(n) - 1] ?? 'NULL')};`;
  });
  const folder = await mkdtemp(join(tmpdir(), 'courseside-pgbench-'));
  try {
    const script = join(folder, 'script.sql');
    await writeFile(script, ['\\set n random(1, 2000000000)', 'BEGIN;', ...lines, 'COMMIT;'].join('\n'));
    const defines = variables.flatMap((value, n) => ['-D', `p${n + 1}=${value}`]);
    const clients = String(userIds.length);
    const options = ['-n', '-M', 'prepared', '-c', clients, '-j', '1', '-T', String(seconds), '-f', script, ...defines];
    const { stdout } = await promisify(execFile)(join(findPostgres() ?? '', 'pgbench'), options.concat(postgres.url));
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
