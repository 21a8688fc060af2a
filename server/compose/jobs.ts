import { jobHandlers } from '../../domain/areas/job-handlers.ts';
import type { Transactions } from '../../domain/ports.ts';
import { purge } from '../../persistence/log/purge.ts';
import { startedBy } from '../config/config-error.ts';
import { serveMetrics } from '../telemetry/metrics-server.ts';
import type { Base } from './base.ts';
import type { Data } from './data.ts';
import type { SocketEdge } from './gateway.ts';
import { sendKeyJobs } from './key-jobs.ts';

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
  await jobs.work(jobHandlers({ read, transactions, embedder: models.embedder, now }));
  await jobs.every(HOUSEKEEPING, 'housekeeping', async () => {
    const lifetimes = { eventDays: config.streamRetentionDays, accessSeconds: config.accessTokenTtl };
    log.info(await purge(database, now(), lifetimes), 'Housekeeping');
    await sendKeyJobs(read(), jobs, now());
  });
  // After an update there may be a job for every learner. The server does not wait for them before it listens.
  const sending = sendKeyJobs(read(), jobs, now()).catch((error: unknown) => log.error(error, 'Jobs not sent'));
  closers.add(() => sending);
  if (config.metrics) {
    const { host, port } = config.metrics;
    closers.opened(await startedBy('METRICS_PORT', serveMetrics(metrics, { host, port: port + member })));
  }
  const sampling = setInterval(() => metrics.state(gateway.stats()), SAMPLE_MS);
  closers.add(() => clearInterval(sampling));
}
