import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DomainError } from '../../../domain/errors.ts';
import { createFollowers } from '../../../server/http/followers.ts';
import { rest, signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startCluster } from '../../support/cluster.ts';
import { startNode } from '../../support/node.ts';
import { describeWith } from '../../support/services/require.ts';

const callerOf = (userId: string, sid: string, lastsMs = 60_000) => ({
  actor: { userId, sid, email: '', roles: [], tier: 'free' as const, scopes: [] },
  expiresAt: new Date(Date.now() + lastsMs),
});

function open(maxPerUser = 2) {
  const revoked = new Set<string>();
  let tell = (_sid: string) => {};
  const followers = createFollowers(
    { isRevoked: (sid) => revoked.has(sid), onRevoked: (listener) => void (tell = listener) },
    maxPerUser,
  );
  return {
    followers,
    revoke(sid: string) {
      revoked.add(sid);
      tell(sid);
    },
  };
}

describe('[C6] the follower of an event stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const codeOf = ({ signal }: { signal: AbortSignal }) => signal.aborted && (signal.reason as DomainError).code;

  it('must stop when its device session ends, on all streams of the session and on no others', () => {
    const { followers, revoke } = open();
    const [one, two] = [followers.enter(callerOf('ada', 'phone')), followers.enter(callerOf('ada', 'phone'))];
    const other = followers.enter(callerOf('bob', 'laptop'));
    revoke('phone');
    expect([one, two, other].map(codeOf)).toEqual(['session_revoked', 'session_revoked', false]);
    expect(codeOf(followers.enter(callerOf('eve', 'phone')))).toBe('session_revoked');
  });

  it('must stop when its access token expires', () => {
    const { followers } = open();
    const one = followers.enter(callerOf('ada', 'phone', 1_000));
    vi.advanceTimersByTime(999);
    expect(codeOf(one)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(codeOf(one)).toBe('token_expired');
    const late = followers.enter(callerOf('ada', 'phone', -1));
    vi.advanceTimersByTime(1);
    expect(codeOf(late)).toBe('token_expired');
  });

  it('goes on until its token expires, even if that is later than a timer of Node can wait', () => {
    const { followers } = open();
    const DAY = 24 * 3_600_000;
    const one = followers.enter(callerOf('ada', 'phone', 30 * DAY));
    vi.advanceTimersByTime(30 * DAY - 1);
    expect(codeOf(one)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(codeOf(one)).toBe('token_expired');
  });

  it('[B3] is refused if the account has too many streams, and frees one place when it stops', () => {
    const { followers } = open(2);
    const one = followers.enter(callerOf('ada', 'phone'));
    followers.enter(callerOf('ada', 'laptop'));
    expect(() => followers.enter(callerOf('ada', 'tablet'))).toThrow(
      expect.objectContaining({ code: 'rate_limited', details: { retryAfterMs: expect.any(Number) } }),
    );
    followers.enter(callerOf('bob', 'laptop'));
    one.leave();
    one.leave();
    followers.enter(callerOf('ada', 'tablet'));
    expect(() => followers.enter(callerOf('ada', 'watch'))).toThrow('Too many event streams');
    expect(vi.getTimerCount()).toBe(3);
  });
});

/** Open an event stream over HTTP, as a client does. */
async function follow(url: string, token: string, courseId: string) {
  const client = new AbortController();
  onCleanup(() => client.abort());
  const response = await fetch(`${url}/api/v1/courses/${courseId}/chat/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: client.signal,
  });
  return { response, whole: response.text().catch(() => 'aborted'), leave: () => client.abort() };
}

async function courseOf(url: string, token: string): Promise<string> {
  return (await rest(url, 'POST', '/courses', { token, body: { topic: 'Strength training' } })).body.id;
}

const CLOSED = 'event: closing\ndata: {"code":"session_revoked","retryable":false}';

describe('an event stream', () => {
  it('ends immediately when its device is signed out', { timeout: 120_000 }, async () => {
    const { url } = await startNode();
    const { accessToken: token } = await signUp(url);
    const { response, whole } = await follow(url, token, await courseOf(url, token));
    expect(response.status).toBe(200);
    const asked = performance.now();
    expect((await rest(url, 'DELETE', '/auth/logout', { token })).status).toBe(204);
    expect(await whole).toContain(CLOSED);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  it('ends when its token expires, and counts towards the limit of streams', { timeout: 120_000 }, async () => {
    const { url } = await startNode({ ACCESS_TOKEN_TTL: '15s', MAX_SOCKETS_PER_USER: '2' });
    const { accessToken: token } = await signUp(url);
    const courseId = await courseOf(url, token);
    const [first, second] = [await follow(url, token, courseId), await follow(url, token, courseId)];
    expect([first.response.status, second.response.status]).toEqual([200, 200]);
    const third = await follow(url, token, courseId);
    expect([third.response.status, JSON.parse(await third.whole)]).toMatchObject([429, { code: 'rate_limited' }]);
    expect(Number(third.response.headers.get('retry-after'))).toBeGreaterThan(0);
    first.leave();
    await expect.poll(async () => (await follow(url, token, courseId)).response.status).toBe(200);
    expect(await second.whole).toContain('event: closing\ndata: {"code":"token_expired","retryable":true}');
  });
});

describeWith('postgres', 'own-redis')('an event stream of another node', () => {
  it('ends within a second when its device is signed out', { timeout: 120_000 }, async () => {
    const { nodes } = await startCluster(2);
    const [here, there] = [nodes[0]!.url, nodes[1]!.url];
    const { accessToken: token } = await signUp(here);
    const { whole } = await follow(there, token, await courseOf(here, token));
    const asked = performance.now();
    await rest(here, 'DELETE', '/auth/logout', { token });
    expect(await whole).toContain(CLOSED);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
