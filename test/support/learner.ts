import { randomUUID } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import type { Deps } from '../../domain/areas/deps.ts';
import { jobHandlers } from '../../domain/areas/job-handlers.ts';
import type { Jobs } from '../../domain/areas/jobs.ts';
import type { Stores } from '../../domain/areas/stores.ts';
import { useCases } from '../../domain/areas/use-cases.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Input, OperationName, Output } from '../../domain/contract/index.ts';
import { newId } from '../../domain/ids.ts';
import { createPerform } from '../../domain/perform.ts';
import type { Database } from '../../persistence/database/database.ts';
import { createTransactions } from '../../persistence/database/transactions.ts';
import { createStores } from '../../persistence/stores.ts';
import { testDatabase } from './database.ts';
import type { DatabaseKind } from './database.ts';
import { replayOf } from './replay.ts';

const UNLIMITED = { limit: 1, remaining: 1, resetMs: 0 };

export interface Learner {
  userId: string;
  database: Database;
  stores: Stores;
  /** The events that would be sent to the user's devices, in order. */
  events: Envelope[];
  /** When each scheduled job is due, by the name of the job. */
  due: Map<keyof Jobs, Date | undefined>;
  /** Performs an operation as if the server received it at the time `now`. */
  at<N extends OperationName>(now: string, operation: N, input: Input<N>): Promise<Output<N>>;
  run<J extends keyof Jobs>(now: string, job: J, data: Jobs[J]): Promise<void>;
  /**
   * Returns the derived facts (such as records and streaks) as they are stored, and as a replay of all entries gives
   * them [DF2].
   */
  facts(now: string): ReturnType<typeof replayOf>;
}

/**
 * Open the domain on a new database, with one user and without REST and sockets. The test sets the clock, so this is
 * for behaviour that depends on time.
 */
export async function openLearner(timezone = 'UTC', kind: DatabaseKind = 'pglite'): Promise<Learner> {
  const database = await testDatabase(kind);
  const stores = createStores(database.orm.em.fork());
  const [events, due]: [Envelope[], Learner['due']] = [[], new Map()];
  let clock = new Date(0);
  const transactions = createTransactions({
    database,
    createStores,
    jobs: { schedule: async (_handle, job, _data, options) => void due.set(job, options?.at) },
    onCommit: (envelopes) => void events.push(...envelopes),
  });
  const now = () => clock;
  const deps = { read: () => stores } as Deps;
  const limiter = { take: async () => UNLIMITED, takeOwn: async () => UNLIMITED };
  const onUndeclared = (operation: string, code: string) => {
    throw new Error(`${operation} does not declare the error ${code}`);
  };
  const perform = createPerform({
    deps,
    useCases,
    transactions,
    limiter,
    now,
    onUndeclared,
    measure: (whole) => whole,
  });
  const embedder = { name: 'none', embed: async () => [] };
  const handlers = jobHandlers({ read: deps.read, transactions, embedder, now });

  const userId = newId();
  const email = `${userId}@example.com`;
  const account = { id: userId, email, timezone, emailVerified: true, roles: ['learner'], tier: 'free' as const };
  await stores.users.insert({ ...account, passwordHash: 'none', createdAt: '2026-01-01T00:00:00.000Z' });
  const actor: Actor = { userId, sid: randomUUID(), email, roles: account.roles, tier: account.tier, scopes: [] };

  return {
    userId,
    database,
    stores,
    events,
    due,
    async at(instant, operation, input) {
      clock = new Date(instant);
      const client = { ip: '203.0.113.7' };
      const { data } = await perform({
        operation,
        input: () => input,
        door: 'socket',
        requestId: randomUUID(),
        client,
        actor,
      });
      return data as Output<typeof operation>;
    },
    run(instant, job, data) {
      clock = new Date(instant);
      return handlers[job](data);
    },
    facts: (instant) => replayOf(stores, userId, new Date(instant)),
  };
}
