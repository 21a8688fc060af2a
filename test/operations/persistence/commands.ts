import { randomUUID } from 'node:crypto';
import type { Stores } from '../../../domain/areas/stores.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import type { Command, Transactions, Tx } from '../../../domain/ports.ts';
import type { Database, EntityManager } from '../../../persistence/database/database.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { createTransactions } from '../../../persistence/database/transactions.ts';
import type { JobScheduler } from '../../../persistence/jobs/jobs.ts';

/** Lets a test run SQL in the transaction of a command. In the product, a transaction has the stores instead. */
interface SqlStores {
  sql<T>(text: string, values?: unknown[]): Promise<T[]>;
}

export interface TestTransactions {
  transactions: Transactions;
  /** The events that were passed to the sequencers, as one list for each call. */
  handed: Envelope[][];
}

export function testTransactions(
  database: Database,
  options: { jobs?: JobScheduler; onCommit?(envelopes: Envelope[]): void } = {},
): TestTransactions {
  const handed: Envelope[][] = [];
  const createStores = (em: EntityManager) =>
    ({ sql: (text, values) => rows(handleOf(em), text, values) }) satisfies SqlStores as unknown as Stores;
  const jobs = options.jobs ?? { schedule: () => Promise.reject(new Error('no jobs here')) };
  const onCommit = options.onCommit ?? ((envelopes) => void handed.push(envelopes));
  return { transactions: createTransactions({ database, createStores, jobs, onCommit }), handed };
}

export function sqlOf(tx: Tx): SqlStores['sql'] {
  return (tx as unknown as SqlStores).sql;
}

/** Append an event with any data. The log does not check the data. */
export function append(tx: Tx, stream: string, data: unknown, type = 'test.happened'): void {
  (tx.append as (stream: string, type: string, data: unknown) => void)(stream, type, data);
}

export function userStream(): string {
  return `user:${randomUUID()}`;
}

export function newOp(changes: Partial<NonNullable<Command['op']>> = {}): NonNullable<Command['op']> {
  return { id: randomUUID(), operation: 'progress.log', inputHash: 'a', ...changes };
}

/** Run an SQL statement outside a transaction. */
export function sql<T>(database: Database, text: string, values?: unknown[]): Promise<T[]> {
  return rows<T>(handleOf(database.orm.em), text, values);
}

/** Return a promise `given` and a function `give` that resolves it. */
export function signal(): { given: Promise<void>; give(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}
