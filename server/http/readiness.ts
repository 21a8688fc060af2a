const CHECK_TIMEOUT_MS = 1_000;

interface Options {
  checks: { database(): Promise<unknown>; redis?(): Promise<unknown> };
  isDraining(): boolean;
  /** Further facts that the answer shows to the operator. */
  facts(): object;
}

type Outcome = 'up' | 'down' | 'no answer';

export type Readiness = () => Promise<{ ready: boolean; body: object }>;

/** A node is ready if its database answers and it is not draining. Without Redis it is ready but degraded. */
export function createReadiness({ checks, isDraining, facts }: Options): Readiness {
  return async function readiness() {
    const [database, redis] = await Promise.all([
      outcome(checks.database()),
      checks.redis ? outcome(checks.redis()) : undefined,
    ]);
    const draining = isDraining();
    const ready = database === 'up' && !draining;
    const degraded = redis !== undefined && redis !== 'up';
    return {
      ready,
      body: {
        status: ready ? 'ready' : 'unavailable',
        degraded,
        draining,
        database,
        ...(redis && { redis }),
        ...facts(),
      },
    };
  };
}

async function outcome(check: Promise<unknown>): Promise<Outcome> {
  const late = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => late.resolve('no answer'), CHECK_TIMEOUT_MS);
  try {
    return await Promise.race([check.then((): Outcome => 'up'), late.promise]);
  } catch {
    // Anyone may call this route. The reason is left out of the answer, because it may contain an address or a user
    // name.
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}
