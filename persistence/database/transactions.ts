import { setTimeout as sleep } from 'node:timers/promises';
import type { Stores } from '../../domain/areas/stores.ts';
import { userStream } from '../../domain/call.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { Command, Transactions, Tx } from '../../domain/ports.ts';
import type { JobScheduler } from '../jobs/jobs.ts';
import { endStream, erase, withoutErased } from '../log/erase.ts';
import type { Erased } from '../log/erase.ts';
import { finish, pendingEvent } from '../log/event-append.ts';
import type { PendingEvent } from '../log/event-append.ts';
import { enter, findApplied, opOf } from '../log/op-log.ts';
import type { Database, EntityManager } from './database.ts';
import { isAway, isContention, unavailable } from './failures.ts';
import { handleOf } from './sql.ts';

const MAX_TRIES = 6;
/**
 * Base of the wait before a retry. The longest wait doubles with each try, and each wait is a random share of it (full
 * jitter).
 */
const FIRST_RETRY_MS = 10;

export interface TransactionsDeps {
  database: Database;
  createStores(em: EntityManager): Stores;
  jobs: JobScheduler;
  /**
   * Called with the committed events, in the turn of the event loop in which the commit was answered [S4]. The
   * sequencers of this node then deliver the events. Must not throw.
   */
  onCommit(envelopes: Envelope[]): void;
}

type Outcome<T> = { state: 'applied'; result: T; envelopes: Envelope[] } | { state: 'repeated'; result: T };

/**
 * Run each command in a transaction, with its steps in the order of [S3]. Besides the round trips of its own work, a
 * command takes four: begin; insert the op row and lock the stream heads; store heads, events and result; commit. If
 * the outcome of a commit is unknown, `onCommit` is not called. The regular search for undelivered events then delivers
 * them [S5].
 */
export function createTransactions({ database, createStores, jobs, onCommit }: TransactionsDeps): Transactions {
  return {
    async run(command, work) {
      for (let tries = 1; ; tries++) {
        try {
          const outcome = await once(command, work);
          if (outcome?.state === 'repeated') return { result: outcome.result, repeated: true };
          if (outcome) {
            if (outcome.envelopes.length > 0) onCommit(outcome.envelopes);
            return { result: outcome.result, repeated: false };
          }
        } catch (error) {
          if (!isContention(error)) throw isAway(error) ? unavailable(error) : error;
          if (tries === MAX_TRIES) throw unavailable(error);
        }
        await sleep(Math.random() * FIRST_RETRY_MS * 2 ** tries);
      }
    },
    async applied(op) {
      try {
        return await findApplied(handleOf(database.orm.em), op);
      } catch (error) {
        throw isAway(error) ? unavailable(error) : error;
      }
    },
  };

  /**
   * Returns undefined if the first command with this opId rolled back while this command waited for it. The caller then
   * tries again.
   */
  async function once<T>(command: Command, work: (tx: Tx) => Promise<T>): Promise<Outcome<T> | undefined> {
    const em = database.orm.em.fork();
    await em.begin();
    try {
      const handle = handleOf(em);
      const op = opOf(command);
      const outcome = (await enter(handle, command.streams, op))
        ? await database.gate.inside(() => apply(em, command, work))
        : op && (await repeated<T>(em, op));
      await (outcome?.state === 'applied' ? em.commit() : em.rollback());
      return outcome;
    } catch (error) {
      if (em.isInTransaction()) await em.rollback();
      throw error;
    }
  }

  async function apply<T>(em: EntityManager, command: Command, work: (tx: Tx) => Promise<T>): Promise<Outcome<T>> {
    const events: PendingEvent[] = [];
    const erased: Erased[] = [];
    // Stores are made at their first use, so they can't be spread into a new object.
    const tx = Object.assign(createStores(em), {
      append(stream, type, data) {
        if (!command.streams.includes(stream)) throw new Error(`the command did not name the stream ${stream}`);
        events.push(pendingEvent(stream, type, data));
      },
      async erase(userId, [id, ...parts], type, data) {
        const instead = pendingEvent(userStream(userId), type, data);
        const one: Erased = { userId, id, gone: new Set([id, ...parts]), instead };
        erased.push(one);
        // Rows that MikroORM has not written yet must be erased too, so they are written first.
        await em.flush();
        await erase(handleOf(em), one);
      },
      endStream: (stream) => endStream(handleOf(em), stream),
      schedule: (job, data, options) => jobs.schedule(handleOf(em), job, data, options),
    } satisfies Omit<Tx, keyof Stores>);
    const result = await work(tx);
    // Rows that MikroORM has not written yet must be in the database before the events.
    await em.flush();
    const envelopes = await finish(handleOf(em), withoutErased(events, erased), opOf(command), result);
    return { state: 'applied', result, envelopes };
  }
}

async function repeated<T>(em: EntityManager, op: Parameters<typeof findApplied>[1]): Promise<Outcome<T> | undefined> {
  const first = await findApplied(handleOf(em), op);
  return first && { state: 'repeated', result: first.result as T };
}
