import { PgBoss } from 'pg-boss';
import type { Job, JobResult, QueueOptions } from 'pg-boss';
import type { Jobs } from '../../domain/areas/jobs.ts';
import { newId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';
import { rows } from '../database/sql.ts';
import type { Handle } from '../database/sql.ts';
import { bossDatabase } from './job-database.ts';

/** Sends a job as part of the handle's transaction, or at once if the handle is a pooled connection. */
export interface JobScheduler {
  schedule<J extends keyof Jobs>(
    handle: Handle,
    job: J,
    data: Jobs[J],
    options?: { at?: Date; key?: string },
  ): Promise<void>;
}

/** Handlers of jobs. A handler may run more than once for the same job, so a repeated run must do no harm. */
export type JobHandlers = { [J in keyof Jobs]: (data: Jobs[J]) => Promise<void> };

export interface JobQueue extends JobScheduler {
  /** Sends many jobs in one statement. A job with the key of a waiting job is not sent. */
  scheduleAll<J extends keyof Jobs>(job: J, all: readonly { data: Jobs[J]; key: string }[]): Promise<void>;
  work(handlers: JobHandlers): Promise<void>;
  /** Runs the handler on one node whenever the cron expression (five fields, UTC) is due. */
  every(cron: string, name: string, handler: () => Promise<void>): Promise<void>;
  /** Takes no more jobs, and waits until the running jobs have ended. */
  stop(): Promise<void>;
}

const RETRIES: QueueOptions = { retryLimit: 5, retryDelay: 2, retryBackoff: true, retryDelayMax: 300 };
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const RETENTION_DAYS = 14;
const COMMON: QueueOptions = {
  ...RETRIES,
  expireInSeconds: 60,
  retentionSeconds: RETENTION_DAYS * DAY_SECONDS,
  deleteAfterSeconds: DAY_SECONDS,
};

/**
 * Every job has its own queue. The keys of a learner with very many entries take longer than other jobs. An embedding needs a service that may be away for days, so its job is tried again, in
 * the end once an hour, for as long as jobs are kept.
 */
const QUEUES = {
  'session.idle': COMMON,
  'streak.tick': COMMON,
  'exercise.keys': { ...COMMON, expireInSeconds: HOUR_SECONDS },
  'memory.embed': { ...COMMON, retryLimit: (RETENTION_DAYS * DAY_SECONDS) / HOUR_SECONDS, retryDelayMax: HOUR_SECONDS },
} as const satisfies Record<keyof Jobs, QueueOptions>;

/**
 * The policy of pg-boss by which at most one job waits per key. Sending another job with the same key replaces the job
 * that waits.
 */
const ONE_WAITING_PER_KEY = 'short';
/** PGlite is polled less often, because polling takes its only connection and a thousandth of a core. */
const POLL_SECONDS = { postgres: 2, pglite: 5 };
const BATCH = 5;
/**
 * How often pg-boss resolves dependencies between jobs and upgrades its tables in the background. This server uses
 * neither, so the interval is long.
 */
const NEVER_NEEDED_SECONDS = 3_600;
/**
 * How often pg-boss checks whether a cron expression was due, and polls for the job of one. The only cron expression is
 * that of housekeeping.
 */
const CRON_SECONDS = { postgres: 5, pglite: 45 };
const STOP_TIMEOUT_MS = 10_000;

interface JobQueueOptions {
  /** the schema of pg-boss's tables; `jobs` by default */
  schema?: string;
  onError(error: Error): void;
}

/**
 * Open the queue of durable jobs. Jobs are kept in the same database as the domain, so that a job commits or rolls back
 * with the command that sends it.
 */
export async function openJobs(database: Database, { schema = 'jobs', onError }: JobQueueOptions): Promise<JobQueue> {
  const boss = new PgBoss({
    ...bossDatabase(database),
    schema,
    flowIntervalSeconds: NEVER_NEEDED_SECONDS,
    bamIntervalSeconds: NEVER_NEEDED_SECONDS,
    cronWorkerIntervalSeconds: CRON_SECONDS[database.kind],
    reindex: database.kind === 'postgres',
  });
  boss.on('error', onError);
  await boss.start();
  for (const [name, options] of Object.entries(QUEUES)) {
    await boss.createQueue(name, { ...options, policy: ONE_WAITING_PER_KEY });
    // An existing queue still has the options that an older version of the server set, so they are updated.
    await boss.updateQueue(name, options);
    // This query only loads the queue into pg-boss's cache. Otherwise the first job that a transaction sends would
    // query for its queue on another connection.
    await boss.findJobs(name, { id: newId() });
  }

  async function workOn(name: string, pollSeconds: number, handler: (data: object) => Promise<void>): Promise<void> {
    const options = {
      pollingIntervalSeconds: pollSeconds,
      batchSize: BATCH,
      burstWhenBatchFull: true,
    } as const;
    await boss.work(name, { ...options, perJobResults: true }, (jobs: Job<object>[]) =>
      Promise.all(jobs.map((job) => settle(job, handler))),
    );
  }

  async function settle(job: Job<object>, handler: (data: object) => Promise<void>): Promise<JobResult> {
    try {
      await handler(job.data);
      return { id: job.id, status: 'completed' };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      onError(new Error(`job ${job.name} ${job.id}: ${failure.message}`, { cause: failure }));
      return { id: job.id, status: 'failed', output: { message: failure.message, stack: failure.stack } };
    }
  }

  return {
    async schedule(handle, job, data, { at, key } = {}) {
      const db = {
        executeSql: async (text: string, values?: unknown[]) => ({ rows: await rows<object>(handle, text, values) }),
      };
      // `startAfter: 0` means now, by the clock of the database. Without a value the job would keep the start time of
      // the job that it replaces.
      await boss.upsert(job, data, { db, singletonKey: key ?? newId(), startAfter: at ?? 0 });
    },
    async scheduleAll(job, all) {
      await boss.insert(
        job,
        all.map(({ data, key }) => ({ data, singletonKey: key })),
      );
    },
    async work(handlers) {
      for (const [name, handler] of Object.entries(handlers)) {
        await workOn(name, POLL_SECONDS[database.kind], handler as (data: object) => Promise<void>);
      }
    },
    async every(cron, name, handler) {
      await boss.createQueue(name, { ...COMMON, policy: ONE_WAITING_PER_KEY });
      await boss.schedule(name, cron);
      await workOn(name, CRON_SECONDS[database.kind], handler);
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS }),
  };
}
