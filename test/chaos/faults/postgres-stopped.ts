import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/**
 * Postgres is stopped as by `pg_ctl stop -m immediate`. All connections break, and at the next start it recovers from
 * its write-ahead log.
 */
export const postgresStopped: Fault = {
  name: 'postgres stopped',
  lastsMs: 3_000,
  prepare({ lab }, random) {
    const downMs = random.whole(0, 3_000);
    return {
      target: 'postgres',
      async run() {
        const { process } = lab.postgres;
        const ended = once(process, 'exit');
        process.kill('SIGQUIT');
        await ended;
        await sleep(downMs);
        await lab.postgres.restart();
      },
    };
  },
};
