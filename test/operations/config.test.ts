import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../server/config.ts';
import { createClientIp } from '../../server/http/client-ip.ts';
import { onCleanup } from '../support/cleanup.ts';

const SECRET = 'x'.repeat(32);

function mistakes(env: { [name: string]: string }): string {
  try {
    loadConfig({ JWT_SECRET: SECRET, ...env });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('configuration', () => {
  it.each<[variable: string, found: string, accepted: RegExp]>([
    ['PORT', '99999', /PORT is "99999"\. Accepted: a whole number from 0 to 65535/],
    ['PORT', 'http', /PORT is "http"/],
    ['DATABASE_URL', 'mysql://x', /DATABASE_URL is "mysql:\/\/x"\. Accepted: a URL beginning with postgres:\/\//],
    ['REDIS_URL', 'localhost:6379', /REDIS_URL .* beginning with redis:\/\//],
    ['NODES', '0', /NODES is "0"\. Accepted: a whole number from 1 to 99, or auto/],
    ['ENGINE', 'deno', /ENGINE is "deno"\. Accepted: one of auto, uws, node/],
    ['TRANSPORTS', 'polling', /TRANSPORTS .* one of websocket, websocket,polling/],
    ['JWT_SECRET', 'short', /JWT_SECRET is 5 characters\. Accepted: at least 32 bytes/],
    ['ACCESS_TOKEN_TTL', 'soon', /ACCESS_TOKEN_TTL is "soon"\. Accepted: a number of seconds, or with s, m, h, d/],
    ['CORS_ORIGINS', 'example.com', /CORS_ORIGINS .* origins such as https:/],
    ['TRUST_PROXY', 'everybody', /TRUST_PROXY .* CIDRs such as 10\.0\.0\.0\/8/],
    ['RATE_LIMITS', 'maybe', /RATE_LIMITS .* one of on, off/],
    ['LLM_PROVIDER', 'magic', /LLM_PROVIDER .* one of auto, openai, offline/],
    ['LLM_TEMPERATURE', '7', /LLM_TEMPERATURE is "7"\. Accepted: a number from 0 to 2/],
    ['METRICS_PORT', 'here', /METRICS_PORT .* a port, or host:port/],
    ['STREAM_RETENTION_DAYS', '0', /STREAM_RETENTION_DAYS is "0"/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is "loud"/],
  ])('%s=%s: says what was found and what is accepted', (variable, found, accepted) => {
    expect(mistakes({ [variable]: found })).toMatch(accepted);
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
    ['a provider needs a key or an address', { LLM_PROVIDER: 'openai' }, /neither OPENAI_API_KEY nor OPENAI_BASE_URL/],
    [
      'nodes of one database share a secret',
      { DATABASE_URL: 'postgres://p/d', JWT_SECRET: '' },
      /JWT_SECRET is not set/,
    ],
  ])('%s', (_what, env, said) => {
    expect(mistakes(env)).toMatch(said);
  });

  it('several mistakes are told at once, and no secret with them', () => {
    const said = mistakes({ PORT: '-1', ENGINE: 'x', JWT_SECRET: 'hunter2' });
    expect(said.split('\n')).toHaveLength(4);
    expect(said).not.toContain('hunter2');
  });

  it('what is right is read: durations, lists, addresses', () => {
    const config = loadConfig({
      JWT_SECRET: SECRET,
      ACCESS_TOKEN_TTL: '2h',
      CORS_ORIGINS: 'https://a.example, https://b.example',
      METRICS_PORT: '0.0.0.0:9464',
      NODES: '1',
    });
    expect(config).toMatchObject({
      accessTokenTtl: 7_200,
      corsOrigins: ['https://a.example', 'https://b.example'],
      metrics: { host: '0.0.0.0', port: 9_464 },
      nodes: 1,
      port: 3_000,
    });
  });

  it('ends the process with the message alone', { timeout: 20_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'courseside-config-'));
    onCleanup(() => rmSync(folder, { recursive: true, force: true }));
    const main = new URL('../../server/main.ts', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
      env: { PATH: process.env['PATH'], DATA_DIR: folder, PORT: 'http' },
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      'The configuration has mistakes:\n  - PORT is "http". Accepted: a whole number from 0 to 65535.\n',
    );
  });
});

describe('[B3] the caller’s address', () => {
  it('is the peer’s, whatever a header says, where no proxy is trusted', () => {
    expect(createClientIp([])('203.0.113.9', '1.2.3.4')).toBe('203.0.113.9');
  });

  it.each<[peer: string, header: string | undefined, ip: string]>([
    ['10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    // What the client itself wrote stands on the left, and is not believed.
    ['10.0.0.1', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['198.51.100.1', '1.1.1.1', '198.51.100.1'],
    ['10.0.0.1', 'nonsense', '10.0.0.1'],
    ['fd00::1', '2001:db8::7', '2001:db8::7'],
  ])('from %s with %s is %s behind trusted proxies', (peer, header, ip) => {
    expect(createClientIp(['10.0.0.0/8', 'fd00::/8'])(peer, header)).toBe(ip);
  });
});
