import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../server/config.ts';
import { variables } from '../../../server/config/variables.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode, startNode } from '../../support/node.ts';
import { freePort } from '../../support/services/service.ts';

const SECRET = 'x'.repeat(32);
const SECONDS = 'a number of seconds, or with s, m, h, d such as 15m';

function mistakes(env: { [name: string]: string }): string {
  try {
    loadConfig({ JWT_SECRET: SECRET, ...env });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const wrong: [variable: keyof typeof variables, found: string, told: string][] = [
  ['PORT', '65536', 'PORT is "65536". Accepted: a whole number from 0 to 65535.'],
  ['PORT', 'http', 'PORT is "http". Accepted: a whole number from 0 to 65535.'],
  [
    'DATABASE_URL',
    'mysql://h/d',
    'DATABASE_URL is "mysql://h/d". Accepted: a URL beginning with postgres:// or postgresql://.',
  ],
  [
    'DATABASE_URL',
    'postgres://h:port/d',
    'DATABASE_URL is "postgres://h:port/d". Accepted: a URL beginning with postgres:// or postgresql://.',
  ],
  ['DATABASE_POOL', '1', 'DATABASE_POOL is "1". Accepted: a whole number from 2 to 200.'],
  ['DATABASE_SSL', 'yes', 'DATABASE_SSL is "yes". Accepted: one of off, on.'],
  [
    'REDIS_URL',
    'localhost:6379',
    'REDIS_URL is "localhost:6379". Accepted: a URL beginning with redis:// or rediss://.',
  ],
  ['REDIS_PREFIX', 'x'.repeat(65), `REDIS_PREFIX is "${'x'.repeat(65)}". Accepted: at most 64 characters.`],
  ['NODES', '0', 'NODES is "0". Accepted: a whole number from 1 to 99, or auto.'],
  ['ENGINE', 'deno', 'ENGINE is "deno". Accepted: one of auto, uws, node.'],
  ['TRANSPORTS', 'polling', 'TRANSPORTS is "polling". Accepted: one of websocket, websocket,polling.'],
  ['JWT_SECRET', 'short', 'JWT_SECRET is 5 characters. Accepted: at least 32 bytes.'],
  ['JWT_SECRET_PREVIOUS', 'short', 'JWT_SECRET_PREVIOUS is 5 characters. Accepted: at least 32 bytes.'],
  ['ACCESS_TOKEN_TTL', 'soon', `ACCESS_TOKEN_TTL is "soon". Accepted: ${SECONDS}; from 1 s to 30 d.`],
  ['ACCESS_TOKEN_TTL', '0', `ACCESS_TOKEN_TTL is "0". Accepted: ${SECONDS}; from 1 s to 30 d.`],
  ['REFRESH_TOKEN_TTL', '9999999d', `REFRESH_TOKEN_TTL is "9999999d". Accepted: ${SECONDS}; from 1 s to 3650 d.`],
  ['SHUTDOWN_GRACE', '-1', `SHUTDOWN_GRACE is "-1". Accepted: ${SECONDS}; from 0 s to 1 d.`],
  ...['example.com', 'https://App.example.com', 'https://example.com/', 'https://example.com:443'].map(
    (origin): [keyof typeof variables, string, string] => [
      'CORS_ORIGINS',
      origin,
      `CORS_ORIGINS is "${origin}". Accepted: origins such as https://app.example.com, separated by commas, or *.`,
    ],
  ),
  ...['everybody', '10.0.0.1', '10.0.0.0/33', '300.0.0.0/8', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/'].map(
    (proxies): [keyof typeof variables, string, string] => [
      'TRUST_PROXY',
      proxies,
      `TRUST_PROXY is "${proxies}". Accepted: CIDRs such as 10.0.0.0/8 or fd00::/8, separated by commas.`,
    ],
  ),
  ['MAX_SOCKETS_PER_USER', '0', 'MAX_SOCKETS_PER_USER is "0". Accepted: a whole number from 1 to 1000.'],
  [
    'HANDSHAKES_PER_MINUTE_PER_IP',
    '1e3',
    'HANDSHAKES_PER_MINUTE_PER_IP is "1e3". Accepted: a whole number from 1 to 100000.',
  ],
  ['RATE_LIMITS', 'maybe', 'RATE_LIMITS is "maybe". Accepted: one of on, off.'],
  ['LLM_PROVIDER', 'magic', 'LLM_PROVIDER is "magic". Accepted: one of auto, openai, offline.'],
  [
    'OPENAI_BASE_URL',
    'localhost:11434',
    'OPENAI_BASE_URL is "localhost:11434". Accepted: a URL beginning with http:// or https://.',
  ],
  ['LLM_MAX_TOKENS', '1.5', 'LLM_MAX_TOKENS is "1.5". Accepted: a whole number from 16 to 100000.'],
  ['LLM_TEMPERATURE', '7', 'LLM_TEMPERATURE is "7". Accepted: a number from 0 to 2.'],
  ['LLM_TEMPERATURE', 'warm', 'LLM_TEMPERATURE is "warm". Accepted: a number from 0 to 2.'],
  ['OFFLINE_TUTOR_PACE_MS', '-5', 'OFFLINE_TUTOR_PACE_MS is "-5". Accepted: a whole number from 0 to 1000.'],
  ['METRICS_PORT', 'here', 'METRICS_PORT is "here". Accepted: a port, or host:port.'],
  ['METRICS_PORT', '0.0.0.0:70000', 'METRICS_PORT is "0.0.0.0:70000". Accepted: a port, or host:port, up to 65535.'],
  ['STREAM_RETENTION_DAYS', '0', 'STREAM_RETENTION_DAYS is "0". Accepted: a whole number from 1 to 3650.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud". Accepted: one of fatal, error, warn, info, debug, trace, silent.'],
];

describe('configuration', () => {
  it.each(wrong)('%s=%s: the error gives the value and the accepted values', (variable, found, told) => {
    expect(mistakes({ [variable]: found })).toBe(`The configuration has mistakes:\n  - ${told}`);
  });

  it('the table above has every variable, except those that take any text', () => {
    const anyText = Object.entries(variables).filter(([, { schema }]) => schema.safeParse('?!').success);
    const known = new Set([...wrong.map(([name]) => name), ...anyText.map(([name]) => name)]);
    expect([...known].sort()).toEqual(Object.keys(variables).sort());
  });

  it.each<[what: string, env: { [name: string]: string }, said: RegExp]>([
    [
      'several nodes need a database',
      { NODES: '2', REDIS_URL: 'redis://r' },
      /DATABASE_URL is not set, but NODES is 2/,
    ],
    [
      'several nodes need Redis',
      { NODES: '2', DATABASE_URL: 'postgres://p/d' },
      /REDIS_URL is not set, but NODES is 2/,
    ],
    [
      'several nodes share a port',
      { NODES: '2', PORT: '0', DATABASE_URL: 'postgres://p/d', REDIS_URL: 'redis://r' },
      /PORT is 0/,
    ],
    [
      'polling needs sticky routing',
      { NODES: '2', TRANSPORTS: 'websocket,polling', DATABASE_URL: 'postgres://p/d', REDIS_URL: 'redis://r' },
      /polling needs sticky routing/,
    ],
    [
      'limits are off on loopback only',
      { RATE_LIMITS: 'off', HOST: '0.0.0.0' },
      /RATE_LIMITS is "off" while HOST is "0\.0\.0\.0"/,
    ],
    [
      'a name that only begins like loopback is none',
      { RATE_LIMITS: 'off', HOST: '127.example.com' },
      /RATE_LIMITS is "off"/,
    ],
    [
      'what everyone can read is no secret beyond loopback',
      {
        PUBLISHED_ON: '0.0.0.0',
        DATABASE_URL: 'postgres://courseside:own1@p/d',
        JWT_SECRET: 'for-trying-out-on-loopback-only-0000',
      },
      /JWT_SECRET is the example of docker-compose.yml, but PUBLISHED_ON \(BIND\) is "0.0.0.0"/,
    ],
    [
      'nor is the database’s password',
      {
        PUBLISHED_ON: '192.0.2.1',
        DATABASE_URL: 'postgres://courseside:courseside@p/d',
        JWT_SECRET: 'a secret for tests that is long enough',
      },
      /POSTGRES_PASSWORD is the example/,
    ],
    ['a provider needs a key or an address', { LLM_PROVIDER: 'openai' }, /neither OPENAI_API_KEY nor OPENAI_BASE_URL/],
    [
      'nodes of one database share a secret',
      { DATABASE_URL: 'postgres://p/d', JWT_SECRET: '  ' },
      /JWT_SECRET is not set/,
    ],
  ])('%s', (_what, env, said) => {
    expect(mistakes(env)).toMatch(said);
  });

  it('several mistakes are reported together, each once and without secrets', () => {
    const said = mistakes({
      PORT: '-1',
      JWT_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://ada:hunter2@h/d',
      NODES: '2',
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: 'nowhere',
    });
    expect(said.split('\n')).toEqual([
      'The configuration has mistakes:',
      expect.stringContaining('PORT is "-1"'),
      expect.stringContaining('DATABASE_URL is "mysql://…@h/d"'),
      expect.stringContaining('JWT_SECRET is 7 characters'),
      expect.stringContaining('OPENAI_BASE_URL is "nowhere"'),
      expect.stringContaining('REDIS_URL is not set, but NODES is 2'),
    ]);
    expect(said).not.toContain('hunter2');
  });

  it('correct values are read: durations, lists, addresses', () => {
    const config = loadConfig({
      JWT_SECRET: SECRET,
      ACCESS_TOKEN_TTL: '2h',
      CORS_ORIGINS: 'https://a.example, https://b.example:8443',
      TRUST_PROXY: '10.0.0.0/8,fd00::/8, ',
      METRICS_PORT: '0.0.0.0:9464',
      SHUTDOWN_GRACE: '1m',
      DATABASE_URL: '  ',
    });
    expect(config).toMatchObject({
      accessTokenTtl: 7_200,
      corsOrigins: ['https://a.example', 'https://b.example:8443'],
      trustProxy: ['10.0.0.0/8', 'fd00::/8'],
      metrics: { host: '0.0.0.0', port: 9_464 },
      shutdownGrace: 60_000,
      databaseUrl: undefined,
      nodes: 1,
      port: 3_000,
    });
    const metrics = (METRICS_PORT: string) => loadConfig({ JWT_SECRET: SECRET, METRICS_PORT }).metrics;
    expect(metrics('9464')).toEqual({ host: '127.0.0.1', port: 9_464 });
    expect(metrics('[::1]:9464')).toEqual({ host: '::1', port: 9_464 });
  });

  it('an embedded server makes its secret once, and again if an interrupted start left half of one', () => {
    const DATA_DIR = folder();
    const { jwtSecret } = loadConfig({ DATA_DIR });
    expect(Buffer.byteLength(jwtSecret)).toBeGreaterThanOrEqual(32);
    expect(loadConfig({ DATA_DIR }).jwtSecret).toBe(jwtSecret);
    writeFileSync(join(DATA_DIR, 'jwt-secret'), '');
    expect(loadConfig({ DATA_DIR }).jwtSecret).toMatch(/^[\w-]{64}$/);
  });
});

describe('a start that is not possible ends with only a message', { timeout: 60_000 }, () => {
  /** Start the server as `npm start` does, and return its output and exit code. */
  function start(env: { [name: string]: string }) {
    const main = new URL('../../../server/main.ts', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
      env: { PATH: process.env['PATH'], JWT_SECRET: SECRET, DATA_DIR: folder(), PORT: '0', ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }
  const notWorking = (line: string) => ({
    status: 1,
    stdout: '',
    stderr: `The configuration does not work here:\n  - ${line}\n`,
  });

  it('because of a mistake in the configuration', () => {
    expect(start({ PORT: 'http' })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The configuration has mistakes:\n  - PORT is "http". Accepted: a whole number from 0 to 65535.\n',
    });
  });

  it('because DATA_DIR is not a folder, or another process has it open', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(start({ DATA_DIR: file, JWT_SECRET: '' }).stderr).toBe(
      `The configuration has mistakes:\n  - DATA_DIR is "${file}". Accepted: a folder to write in (EEXIST: file already exists, mkdir '${file}').\n`,
    );
    const DATA_DIR = folder();
    const node = await startNode({ DATA_DIR });
    expect(start({ DATA_DIR }).stderr).toMatch(
      new RegExp(
        `^The configuration does not work here:\n  - DATA_DIR: process ${node.process.pid} has it open [^\n]*\n$`,
      ),
    );
  });

  it('because the database can’t be reached, by name or address', async () => {
    const port = await freePort();
    const { status, stderr } = start({ DATABASE_URL: `postgres://ada:hunter2@localhost:${port}/d` });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The configuration does not work here:\n  - DATABASE_URL: connect ECONNREFUSED [^\n]*\n$/);
  });

  it('because the port is in use', async () => {
    const { url } = await sharedNode();
    const { port } = new URL(url);
    expect(start({ PORT: port, ENGINE: 'node' }).stderr).toMatch(
      /^[^\n]*\n  - HOST and PORT: can't listen on [^\n]*\n$/,
    );
    expect(start({ METRICS_PORT: port })).toEqual(
      notWorking(`METRICS_PORT: listen EADDRINUSE: address already in use 127.0.0.1:${port}`),
    );
  });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'courseside-config-'));
  onCleanup(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

it('the image runs the server with the flags of npm start', () => {
  const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
  const command = /^CMD (\[.*server.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]';
  expect((JSON.parse(command) as string[]).join(' ')).toBe(scripts.start);
});
