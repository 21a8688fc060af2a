import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openDevice, signUp } from '../support/api.ts';
import { startNode } from '../support/node.ts';
import { storedAndReplayed } from '../support/replay.ts';
import { startArchivingPostgres } from '../support/services/archiving-postgres.ts';
import { describeWith } from '../support/services/require.ts';

async function ask<T extends object>(url: string, statement: string): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows[0] as T;
  } finally {
    await client.end();
  }
}

/** The test restores Postgres in the way that `server/docs/recovery.md` describes. */
describeWith('own-postgres')('restoring Postgres to a moment in the past', () => {
  it(
    '[S2] gives another epoch: devices that saw the lost events are reset, and continue from the restored state',
    { timeout: 120_000 },
    async () => {
      const postgres = await startArchivingPostgres();
      const node = await startNode({ DATABASE_URL: postgres.url });
      const ada = await signUp(node.url);
      const stream = `user:${ada.id}`;
      const phone = await openDevice(node.url, ada.accessToken);
      const log = (device: typeof phone, reps: number) =>
        device.call('progress.log', {
          activityType: 'exercise',
          data: { exercise: 'squat', sets: [{ reps, weight: { value: 100, unit: 'kg' } }] },
        });
      await log(phone, 1);
      await postgres.baseBackup();
      await log(phone, 2);
      const { moment } = await ask<{ moment: string }>(postgres.url, 'SELECT now()::text AS moment');
      await sleep(50);
      await log(phone, 3);
      await phone.event(
        'progress.logged',
        (data: { data: { sets: { reps: number }[] } }) => data.data.sets[0]?.reps === 3,
      );
      await postgres.archiveAll();
      const cursors = phone.cursors();
      await node.stop();

      await postgres.restore(moment);
      await ask(postgres.url, 'UPDATE log_epoch SET epoch = gen_random_uuid()::text');

      const again = await startNode({ DATABASE_URL: postgres.url });
      const back = await openDevice(again.url, ada.accessToken, { cursors });
      const { epoch, head } = back.ready.streams[stream]!;
      expect(epoch).not.toBe(cursors[stream]!.epoch);
      await expect.poll(() => back.resets).toMatchObject([{ stream, epoch, head, reason: 'epoch' }]);
      expect(head).toBeLessThan(cursors[stream]!.seq);

      await log(back, 4);
      await back.event('progress.logged');
      expect(back.events[0]?.q).toBe(head + 1);
      const { entries, stored, replayed } = await storedAndReplayed(postgres.url, ada.id);
      expect(entries.map(({ data }) => (data as { sets: { reps: number }[] }).sets[0]?.reps)).toEqual([1, 2, 4]);
      expect(stored).toEqual(replayed);
    },
  );
});
