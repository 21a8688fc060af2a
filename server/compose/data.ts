import { createRevocations } from '../../persistence/account/revocations.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { openJobs } from '../../persistence/jobs/jobs.ts';
import { createEventLog } from '../../persistence/log/event-log.ts';
import { createReader } from '../../persistence/stores.ts';
import { openLeaseKeeper } from '../../persistence/tutor/leases/lease-keeper.ts';
import { createReplyLeases } from '../../persistence/tutor/leases/reply-leases.ts';
import { startedBy } from '../config/config-error.ts';
import type { Base } from './base.ts';

export type Data = Awaited<ReturnType<typeof composeData>>;

/** Opens and migrates the database, and everything that only reads or writes it. */
export async function composeData({ config, log, closers, nodeId }: Base) {
  const database = closers.opened(
    await (config.databaseUrl
      ? openDatabase({ url: config.databaseUrl, pool: config.databasePool, ssl: config.databaseSsl === 'on' })
      : startedBy('DATA_DIR', openDatabase({ dataDir: config.dataDir }))),
  );
  await startedBy(config.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR', database.migrate());
  const jobs = await openJobs(database, { onError: (error) => log.error({ error }, 'Job queue') });
  closers.add(() => jobs.stop());
  return {
    database,
    jobs,
    read: createReader(database),
    events: createEventLog(database),
    leases: createReplyLeases(database),
    leaseKeeper: closers.opened(openLeaseKeeper(database, { nodeId, log })),
    revocations: createRevocations(database),
  };
}
