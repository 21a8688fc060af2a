import { jobHandlers } from '../../domain/areas/job-handlers.ts';
import type { Transactions } from '../../domain/ports.ts';
import { handleOf } from '../../persistence/database/sql.ts';
import { purge } from '../../persistence/log/purge.ts';
import { startedBy } from '../config/config-error.ts';
import { serveMetrics } from '../telemetry/metrics-server.ts';
import type { Base } from './base.ts';
import type { Data } from './data.ts';
import type { SocketEdge } from './gateway.ts';

/** A cron expression: every hour at minute 17, when few other scheduled jobs begin. */
const HOUSEKEEPING = '17 * * * *';
const SAMPLE_MS = 5_000;

/** Start the background work: durable jobs, housekeeping, and the metrics for Prometheus. */
export async function composeJobs(
  { config, log, metrics, closers, models, now }: Base,
  { jobs, read, database }: Data,
  { gateway }: SocketEdge,
  transactions: Transactions,
  member: number,
): Promise<void> {
  // A node that dies in the middle leaves learners on the list, and the next start sends their jobs again.
  for (const userId of await read().exerciseKeys.due())
    await jobs.schedule(handleOf(database.orm.em), 'exercise.keys', { userId }, { key: userId });
  await jobs.work(jobHandlers({ read, transactions, embedder: models.embedder, now }));
  await jobs.every(HOUSEKEEPING, 'housekeeping', async () => {
    const lifetimes = { eventDays: config.streamRetentionDays, accessSeconds: config.accessTokenTtl };
    log.info(await purge(database, now(), lifetimes), 'Housekeeping');
  });
  if (config.metrics) {
    const { host, port } = config.metrics;
    closers.opened(await startedBy('METRICS_PORT', serveMetrics(metrics, { host, port: port + member })));
  }
  const sampling = setInterval(() => metrics.state(gateway.stats()), SAMPLE_MS);
  closers.add(() => clearInterval(sampling));
}
