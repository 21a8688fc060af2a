import { createRevocations } from '../../persistence/account/revocations.ts';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { sparingly } from '../../persistence/database/sparing.ts';
import { openJobs } from '../../persistence/jobs/jobs.ts';
import { createHandshakeReader } from '../../persistence/live/handshake-reader.ts';
import { createEventLog } from '../../persistence/log/event-log.ts';
import { createReader } from '../../persistence/stores.ts';
import { openLeaseKeeper } from '../../persistence/tutor/leases/lease-keeper.ts';
import { createReplyLeases } from '../../persistence/tutor/leases/reply-leases.ts';
import { sparingLeases } from '../../persistence/tutor/leases/sparing-leases.ts';
import { startedBy } from '../config/config-error.ts';
import type { Base } from './base.ts';

export type Data = Awaited<ReturnType<typeof composeData>>;

/** Open and migrate the database, and open all parts that need only the database. */
export async function composeData({ config, log, closers, nodeId }: Base) {
  const database = closers.opened(
    await (config.databaseUrl
      ? openDatabase({ url: config.databaseUrl, pool: config.databasePool, ssl: config.databaseSsl === 'on' })
      : startedBy('DATA_DIR', openDatabase({ dataDir: config.dataDir }))),
  );
  await startedBy(config.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR', database.migrate());
  const jobs = await openJobs(database, { onError: (error) => log.error({ error }, 'Job queue') });
  closers.add(() => jobs.stop());
  const watched = composeWatched(database);
  const leaseKeeper = closers.opened(openLeaseKeeper(database, watched.leases, { nodeId, log }));
  return {
    database,
    jobs,
    read: createReader(database),
    handshakes: createHandshakeReader(database),
    leaseKeeper,
    ...watched,
  };
}

/**
 * Create the readers that poll for writes of other nodes. An embedded database has only one node, so there these
 * readers query only after this node has written.
 */
function composeWatched(database: Database) {
  const events = createEventLog(database);
  const leases = createReplyLeases(database);
  const revocations = createRevocations(database);
  if (database.kind === 'postgres') return { events, leases, revocations };
  const { gate } = database;
  const unchanged = (mark?: string) => ({ mark: mark ?? '0', heads: new Map<string, number>() });
  return {
    events: { ...events, changedSince: sparingly(gate, events.changedSince, unchanged) },
    leases: sparingLeases(gate, leases),
    revocations: { recent: sparingly(gate, revocations.recent, () => []) },
  };
}
