import { beforeAll, expect, it } from 'vitest';
import { openDevice, rest } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { ownInput, unknownIds } from '../../support/belongings.ts';
import { contract, routeOf } from '../../support/contract-calls.ts';
import type { Spec } from '../../support/contract-calls.ts';
import { startNode } from '../../support/node.ts';
import { migratedDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';
import { connected, sendSocket } from './doors.ts';

/** An unknown field, for which every schema refuses the input. */
const UNKNOWN = { unknownToAll: 'x' };
/**
 * The number of operations that are tested with one account. With more, the account's smallest limit would be reached.
 */
const OPERATIONS_AN_ACCOUNT = 3;

type Someone = Person & { device: Device };

describeWith('postgres')('[B2] a refused call is counted, for every caller, on REST and the socket', () => {
  let url: string;
  const people: { [place: number]: Promise<Someone> } = {};

  beforeAll(async () => {
    const database = await migratedDatabase();
    ({ url } = await startNode({
      DATABASE_URL: database.url,
      RATE_LIMITS: 'on',
      TRUST_PROXY: '127.0.0.1/32',
      HANDSHAKES_PER_MINUTE_PER_IP: '100000',
    }));
  });

  /** Sign up a user. Each user comes from another IP address, because sign-ups are limited by address. */
  function someone(place: number): Promise<Someone> {
    return (people[place] ??= (async () => {
      const { body } = await rest(url, 'POST', '/auth/register', {
        body: { email: `${crypto.randomUUID()}@example.com`, password: 'seven quiet herons' },
        headers: from(`203.0.113.${place}`),
      });
      const person = { ...body, id: body.user.id, email: body.user.email } as Person;
      return { ...person, device: await openDevice(url, person.accessToken) };
    })());
  }

  /** Make a call that is refused. Return how many calls the tightest limit still allows. */
  async function leftAfter(name: string, spec: Spec, options: { token?: string; headers?: Record<string, string> }) {
    const input = { ...ownInput(name, spec.example.input, unknownIds()), ...UNKNOWN };
    const { method, path, body } = routeOf(name, input);
    const { status, headers } = await rest(url, method, path, { body, ...options });
    expect(status, name).toBeGreaterThanOrEqual(400);
    expect(status, name).not.toBe(429);
    return Number(headers.get('ratelimit-remaining') ?? Number.NaN);
  }

  it.each(contract.filter(([, { rest }]) => rest).map(([name, spec], n) => [name, spec, n] as const))(
    '%s: over REST, anonymous',
    async (name, spec, n) => {
      const headers = from(`198.51.100.${n}`);
      const first = await leftAfter(name, spec, { headers });
      expect(await leftAfter(name, spec, { headers })).toBe(first - 1);
    },
  );

  /**
   * Returns functions that each make one refused call, over REST and the socket. Signing in over REST is left out,
   * because it is limited by IP address and not by account.
   */
  function refusals(name: string, spec: Spec, person: Someone): (() => Promise<unknown>)[] {
    const bySocket = async () => {
      const { code } = await sendSocket(await connected(url, person), name, UNKNOWN);
      expect(code, name).toBe('validation_failed');
    };
    const token = person.accessToken;
    return [
      ...(spec.rest && !isSigningIn(spec) ? [() => leftAfter(name, spec, { token })] : []),
      ...(spec.socket === false ? [] : [bySocket, bySocket]),
    ];
  }

  it.each(contract.map(([name, spec], n) => [name, spec, n] as const))(
    '%s: signed in, over REST and the socket',
    async (name, spec, n) => {
      const person = await someone(Math.floor(n / OPERATIONS_AN_ACCOUNT));
      const token = person.accessToken;
      // REST and the socket share their limits. Only an answer over REST says how many calls are left, so it measures
      // for both.
      const meter = meterOf(name, spec);
      const before = await leftAfter(...meter, { token });
      const calls = refusals(name, spec, person);
      for (const call of calls) await call();
      expect(await leftAfter(...meter, { token })).toBe(before - calls.length - 1);
    },
  );
});

const from = (ip: string) => ({ 'x-forwarded-for': ip });
/** Whether the operation is limited by IP address, because its callers have not signed in yet. */
const isSigningIn = ({ access, limits }: Spec) => access === 'public' && limits.includes('auth');

/** Returns this operation, or if it can't be used over REST, another one with the same limits. */
function meterOf(name: string, spec: Spec): [string, Spec] {
  const isAlike = (one: Spec) =>
    one.rest && !isSigningIn(one) && String(one.limits) === String(spec.limits) && one.perMinute === spec.perMinute;
  const found = isAlike(spec) ? ([name, spec] as [string, Spec]) : contract.find(([, one]) => isAlike(one));
  if (!found) throw new Error(`no REST operation has the limits ${spec.limits}`);
  return found;
}
